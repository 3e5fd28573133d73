/* SPDX-License-Identifier: MIT */
/*
 * The list of open streams, and what is done with all of them.
 */
#include "stream_list.h"

#include "lock.h"

static struct open_stream *newest;

void stream_list_add(struct open_stream *stream)
{
    relock_acquire(&lock_stdio);
    stream->older = newest;
    if (newest != NULL) {
        newest->newer = stream;
    }
    newest = stream;
    relock_release(&lock_stdio);
}

void stream_list_remove(struct open_stream *stream)
{
    relock_acquire(&lock_stdio);
    if (stream->newer != NULL) {
        stream->newer->older = stream->older;
    } else {
        newest = stream->older;
    }
    if (stream->older != NULL) {
        stream->older->newer = stream->newer;
    }
    relock_release(&lock_stdio);
}

int stream_list_flush(void)
{
    int result = 0;
    relock_acquire(&lock_stdio);
    for (struct open_stream *stream = newest; stream != NULL; stream = stream->older) {
        FILE *file = &stream->file.xfile.cfile.file;
        if ((file->flags & __SWR) != 0 && file->flush(file) != 0) {
            result = EOF;
        }
    }
    relock_release(&lock_stdio);
    return result;
}

/* In the place of picolibc's, which knows no list. */
int fflush(FILE *stream)
{
    if (stream == NULL) {
        int result = stream_list_flush();
        return fflush(stdout) != 0 || result != 0 ? EOF : 0;
    }
    return stream->flush == NULL ? 0 : stream->flush(stream);
}
