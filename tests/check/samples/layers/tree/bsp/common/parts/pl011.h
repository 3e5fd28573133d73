/* SPDX-License-Identifier: MIT */
#include <mailbox.h>
