/* SPDX-License-Identifier: MIT */
/*
 * Opening streams by mode: the same whoever has the streams, picolibc on a board or host/lib on the
 * simulated machine, which are asked for the two functions at the end.
 */
#ifndef POSIX_STREAM_MODE_H
#define POSIX_STREAM_MODE_H

#include <stdbool.h>
#include <stdio.h>

/* The mode of fopen: its access and more flags of open. False: it is none. */
bool stream_parse_mode(const char *mode, int *flags_out);

/* One of stdin, stdout and stderr, which have no position, and each its own direction. */
bool stream_is_standard(const FILE *stream);

/* The stream begins anew, with what its descriptor names now. access: O_RDONLY, O_WRONLY or O_RDWR.
 */
void stream_begin_again(FILE *stream, int access);

#endif
