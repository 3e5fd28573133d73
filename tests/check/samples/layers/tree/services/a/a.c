/* SPDX-License-Identifier: MIT */
#include <tay/driver.h>
#include <stdio.h>
#include "a.h"
#include <b.h>
