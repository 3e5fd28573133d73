/* SPDX-License-Identifier: MIT */
#include "source.h"

#include "raise.h"
#include "shell.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void source_of_string(struct source *source, const char *text)
{
    source->text = text;
    source->length = strlen(text);
    source->at = 0;
    source->more = NULL;
    source->is_continued = false;
}

static ssize_t read_again(int descriptor, char *bytes, size_t room)
{
    ssize_t count;
    do {
        count = read(descriptor, bytes, room);
    } while (count < 0 && errno == EINTR);
    return count;
}

/* Of a shared file one byte after the other, up to the end of a line. */
static bool read_file(struct source *source)
{
    size_t length = 0;
    ssize_t count;
    do {
        count = read_again(source->descriptor, source->buffer + length,
                           source->is_shared ? 1 : SOURCE_BYTES);
        length += count > 0 ? (size_t)count : 0;
    } while (source->is_shared && count > 0 && length < SOURCE_BYTES &&
             source->buffer[length - 1] != '\n');
    if (count < 0) {
        raise_error(RAISE_STATUS, "cannot read commands: %s", strerror(errno));
    }
    source->text = source->buffer;
    source->length = length;
    source->at = 0;
    return length > 0;
}

void source_of_file(struct source *source, int descriptor, bool is_shared, char *buffer)
{
    source_of_string(source, "");
    source->more = read_file;
    source->descriptor = descriptor;
    source->buffer = buffer;
    source->is_shared = is_shared;
}

int source_get(struct source *source)
{
    char byte;
    do {
        if (source->at == source->length && (source->more == NULL || !source->more(source))) {
            return SOURCE_END;
        }
        byte = source->text[source->at++];
    } while (byte == '\0');
    if (shell.shows_input && source->more != NULL) {
        fputc(byte, stderr);
    }
    return (unsigned char)byte;
}

void source_discard(struct source *source)
{
    source->at = source->length;
}
