/* SPDX-License-Identifier: MIT */
#include <a64_pte.h>
#include <board.h>
#include <pl011.h>
