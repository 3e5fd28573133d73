/* SPDX-License-Identifier: MIT */
#include "redirect.h"

#include "expand.h"
#include "job.h"
#include "raise.h"
#include "shell.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MODE 0666
#define PIPE_BYTES 4096u /* what a pipe holds, whoever reads */
#define NOT_OPEN (-1)

struct redirect_saved {
    struct redirect_saved *next;
    int descriptor;
    int copy; /* of what it was, or NOT_OPEN */
};

static bool is_saved(const struct redirect_block *block, int descriptor)
{
    for (const struct redirect_saved *saved = block->saved; saved != NULL; saved = saved->next) {
        if (saved->descriptor == descriptor) {
            return true;
        }
    }
    return false;
}

static void save(struct redirect_block *block, int descriptor)
{
    if (block == NULL || is_saved(block, descriptor)) {
        return;
    }
    struct redirect_saved *saved = arena_take(&scratch, sizeof *saved);
    int copy = fcntl(descriptor, F_DUPFD, SHELL_DESCRIPTOR_MIN);
    if (copy >= 0) {
        fcntl(copy, F_SETFD, FD_CLOEXEC);
    } else if (errno != EBADF) {
        raise_error(RAISE_STATUS, "cannot keep descriptor %d: %s", descriptor, strerror(errno));
    }
    *saved = (struct redirect_saved){block->saved, descriptor, copy >= 0 ? copy : NOT_OPEN};
    block->saved = saved;
}

void redirect_end(void *argument)
{
    struct redirect_block *block = argument;
    fflush(stdout);
    fflush(stderr);
    for (; block->saved != NULL; block->saved = block->saved->next) {
        if (block->saved->copy == NOT_OPEN) {
            close(block->saved->descriptor);
        } else {
            dup2(block->saved->copy, block->saved->descriptor);
            close(block->saved->copy);
        }
    }
}

/* The descriptor becomes what was opened. */
static bool place(struct redirect_block *block, int descriptor, int opened)
{
    if (opened != descriptor) {
        save(block, descriptor);
        if (dup2(opened, descriptor) < 0) {
            complain("descriptor %d: %s", descriptor, strerror(errno));
            close(opened);
            return false;
        }
        close(opened);
    } else if (block != NULL && !is_saved(block, descriptor)) {
        /* It was not open, or open() would have found another. */
        struct redirect_saved *saved = arena_take(&scratch, sizeof *saved);
        *saved = (struct redirect_saved){block->saved, descriptor, NOT_OPEN};
        block->saved = saved;
    }
    return true;
}

static bool open_file(const struct redirection *redirection, struct redirect_block *block)
{
    static const int flags[] = {[REDIRECT_READ] = O_RDONLY,
                                [REDIRECT_WRITE] = O_WRONLY | O_CREAT | O_TRUNC,
                                [REDIRECT_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
                                [REDIRECT_READ_WRITE] = O_RDWR | O_CREAT};
    const char *path = expand_string(redirection->word);
    int opened = open(path, flags[redirection->kind], FILE_MODE);
    if (opened < 0) {
        complain("cannot open %s: %s", path, strerror(errno));
        return false;
    }
    return place(block, redirection->descriptor, opened);
}

static bool duplicate(const struct redirection *redirection, struct redirect_block *block)
{
    const char *word = expand_string(redirection->word);
    char *end;
    if (strcmp(word, "-") == 0) {
        save(block, redirection->descriptor);
        close(redirection->descriptor);
        return true;
    }
    long source = strtol(word, &end, 10);
    if (*word < '0' || *word > '9' || *end != '\0' || source >= SHELL_DESCRIPTOR_MIN) {
        complain("'%s' is no descriptor", word);
        return false;
    }
    if (source == redirection->descriptor) {
        return true;
    }
    save(block, redirection->descriptor);
    if (dup2((int)source, redirection->descriptor) < 0) {
        complain("descriptor %ld: %s", source, strerror(errno));
        return false;
    }
    return true;
}

static void write_all(int descriptor, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t count = write(descriptor, text, length);
        if (count < 0 && errno != EINTR) {
            return; /* nobody reads it */
        }
        text += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
}

/* What a pipe does not hold is written by a process of its own. */
static bool open_here(const struct redirection *redirection, struct redirect_block *block)
{
    const char *text = expand_string(redirection->word);
    size_t length = strlen(text);
    int ends[2];
    if (pipe(ends) != 0) {
        complain("cannot make a pipe: %s", strerror(errno));
        return false;
    }
    if (length <= PIPE_BYTES) {
        write_all(ends[1], text, length);
    } else if (job_fork_aside() == 0) {
        close(ends[0]);
        signal(SIGPIPE, SIG_IGN);
        write_all(ends[1], text, length);
        _exit(0);
    }
    close(ends[1]);
    return place(block, redirection->descriptor, ends[0]);
}

bool redirect_apply(const struct redirection *redirection, struct redirect_block *block)
{
    bool is_done = true;
    fflush(stdout);
    for (; is_done && redirection != NULL; redirection = redirection->next) {
        switch (redirection->kind) {
        case REDIRECT_DUPLICATE:
            is_done = duplicate(redirection, block);
            break;
        case REDIRECT_HERE:
            is_done = open_here(redirection, block);
            break;
        default:
            is_done = open_file(redirection, block);
            break;
        }
    }
    return is_done;
}
