/* SPDX-License-Identifier: MIT */
#ifndef LIB_LIST_H
#define LIB_LIST_H
#include <stddef.h>
#endif
