/* SPDX-License-Identifier: MIT */
/*
 * Terminals, as picolibc has them: what the SDK's <sys/termios.h> says.
 */
#ifndef TAY_HOST_TERMIOS_H
#define TAY_HOST_TERMIOS_H

#include <sys/termios.h>

#endif
