/* SPDX-License-Identifier: MIT */
/** @file
 * The widths of numbers of files and of file systems, which picolibc has 16 bits for.
 */
#ifndef TAY_MACHINE_TYPES_H
#define TAY_MACHINE_TYPES_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include_next <machine/_types.h>

/** A file system's number. */
typedef unsigned long long __dev_t;
/** picolibc leaves its own out. */
#define __machine_dev_t_defined

/** A file's number. */
typedef unsigned long long __ino_t;
/** picolibc leaves its own out. */
#define __machine_ino_t_defined

#endif
