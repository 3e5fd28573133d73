/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <tay/driver.h>
