/* SPDX-License-Identifier: MIT */
/*
 * tee: copies its input to its output and to files.
 */
#include "file.h"
#include "options.h"
#include "report.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Where it goes; the output is the first. */
struct sink {
    int descriptor; /* -1: it cannot be written any more */
    const char *name;
};

static void open_sink(struct sink *sink, const char *path, bool appends)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC);
    *sink = (struct sink){open(path, flags, 0666), path};
    if (sink->descriptor < 0) {
        report_error(path);
    }
}

/* Writes to all that can be written; false: there is none. */
static bool write_all(struct sink *sinks, int count, const char *bytes, size_t length_bytes)
{
    int open_count = 0;
    for (int i = 0; i < count; i++) {
        struct sink *sink = &sinks[i];
        if (sink->descriptor >= 0 && !file_write(sink->descriptor, bytes, length_bytes)) {
            report_error(sink->name);
            sink->descriptor = -1;
        }
        open_count += sink->descriptor >= 0;
    }
    return open_count > 0;
}

static void copy(struct sink *sinks, int count)
{
    static char piece[4096];
    ssize_t read_bytes;
    while ((read_bytes = file_read(STDIN_FILENO, piece, sizeof piece)) > 0) {
        if (!write_all(sinks, count, piece, (size_t)read_bytes)) {
            return;
        }
    }
    if (read_bytes < 0) {
        report_error("standard input");
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool appends = false;
    int letter;
    report_begin("tee", "[-ai] [FILE...]");
    while ((letter = options_next(&options, "ai")) != 0) {
        appends = appends || letter == 'a';
        if (letter == 'i') {
            signal(SIGINT, SIG_IGN);
        }
    }
    int files = count - options.next;
    struct sink *sinks = malloc(((size_t)files + 1) * sizeof *sinks);
    if (sinks == NULL) {
        report_no_memory();
    }
    sinks[0] = (struct sink){STDOUT_FILENO, "standard output"};
    for (int i = 0; i < files; i++) {
        open_sink(&sinks[i + 1], word[options.next + i], appends);
    }
    copy(sinks, files + 1);
    free(sinks);
    return report_end();
}
