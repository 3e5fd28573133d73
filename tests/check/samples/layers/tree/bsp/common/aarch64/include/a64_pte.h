/* SPDX-License-Identifier: MIT */
#include <hal/time.h>
#include <mailbox.h>
