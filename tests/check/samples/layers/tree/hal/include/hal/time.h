/* SPDX-License-Identifier: MIT */
#ifndef HAL_TIME_H
#define HAL_TIME_H
#include <hal_arch.h>
#include "lib/list.h"
#endif
