/* SPDX-License-Identifier: MIT */
#include <mailbox.h>
#include <lib/list.h>
#include <tay/driver.h>
