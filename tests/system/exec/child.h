/* SPDX-License-Identifier: MIT */
/*
 * For programs that start another one, which they have in themselves: child.c.
 */
#ifndef EXEC_CHILD_H
#define EXEC_CHILD_H

#include "expect.h"
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#define TMP "/tmp"
#define CHILD TMP "/child"

/* A word that may be written to, and a list of them. */
#define CHILD_WORD(text) ((char[]){text})
#define CHILD_WORDS(...) ((char *[]){(char[]){"child"}, __VA_ARGS__, NULL})

extern const char exec_child[], exec_child_end[];

static inline void child_write_bytes(const char *path, const char *bytes, size_t length)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0777);
    EXPECT(file >= 0 && write(file, bytes, length) == (ssize_t)length && close(file) == 0);
}

/* Makes it a file. */
static inline void child_write(const char *path)
{
    child_write_bytes(path, exec_child, (size_t)(exec_child_end - exec_child));
}

static inline pid_t child_spawn(char *const words[])
{
    pid_t child;
    EXPECT(posix_spawn(&child, CHILD, NULL, NULL, words, environ) == 0 && child > 1);
    return child;
}

/* The status that a child exits with; below 0: the signal that ends it. */
static inline int child_await(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#endif
