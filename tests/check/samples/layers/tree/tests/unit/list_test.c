/* SPDX-License-Identifier: MIT */
#include <cmocka.h>
#include "lib/list.h"
#include <mailbox.h>
