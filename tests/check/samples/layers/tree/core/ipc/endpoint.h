/* SPDX-License-Identifier: MIT */
#ifndef IPC_ENDPOINT_H
#define IPC_ENDPOINT_H
#include <syscall/handlers.h>
#include "lib/list.h"
#endif
