/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <hal/time.h>
