/* SPDX-License-Identifier: MIT */
/*
 * The kernel's statuses as error numbers.
 */
#ifndef POSIX_ERROR_H
#define POSIX_ERROR_H

#include <errno.h>
#include <tay/abi/status.h>

/* 0 for TAY_OK. */
int error_number(enum tay_status status);

/* Sets errno and returns -1; without an error, 0. */
int error_return(int number);

#endif
