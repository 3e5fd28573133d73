/* SPDX-License-Identifier: MIT */
#include "lib/list.h"
#include <hal/time.h>
#include <stdio.h>
#include <a64_pte.h>
#include "../ipc/endpoint.h"
#ifdef __LP64__
int tcr_el1;
#else
int ttbr0;
#endif
__attribute__((weak)) void list_hook(void);
