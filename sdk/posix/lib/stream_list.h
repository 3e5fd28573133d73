/* SPDX-License-Identifier: MIT */
/*
 * The list of streams that were opened by descriptors, for what is to be done with all of them. It
 * is under lock_stdio, as streams themselves are.
 */
#ifndef POSIX_STREAM_LIST_H
#define POSIX_STREAM_LIST_H

#include <stdio-bufio.h>
#include <stdio.h>

/* A stream and its buffer. */
struct open_stream {
    struct __file_bufio file; /* first */
    struct open_stream *newer, *older;
    char buffer[BUFSIZ];
};

void stream_list_add(struct open_stream *stream);
void stream_list_remove(struct open_stream *stream);

/* Sends out what was written to any of them; 0, or EOF with errno. */
int stream_list_flush(void);

#endif
