/* SPDX-License-Identifier: MIT */
/*
 * The environment: the program's own, which begins as its startup block tells.
 */
#include "runtime.h"

#include "lock.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static char *nothing[] = {NULL};
char **environ = nothing;

/* The list if it is one of malloc's: setenv has room in it. */
static char **own_list;

char *secure_getenv(const char *name);

void program_begin_environment(char **list)
{
    environ = list != NULL ? list : nothing;
}

/* With the lock held: where a name of this length stands; of a list's end: it does not. */
static char **find(const char *name, size_t length)
{
    char **at = environ != NULL ? environ : nothing; /* a program may have set it */
    while (*at != NULL && (strncmp(*at, name, length) != 0 || (*at)[length] != '=')) {
        at++;
    }
    return at;
}

char *getenv(const char *name)
{
    size_t length = strlen(name);
    lock_libc();
    const char *entry = *find(name, length);
    unlock_libc();
    return entry == NULL ? NULL : (char *)(uintptr_t)(entry + length + 1);
}

char *secure_getenv(const char *name)
{
    return getenv(name);
}

/* With the lock held. */
static bool make_room(void)
{
    size_t count = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    char **larger = realloc(environ == own_list ? own_list : NULL, (count + 2) * sizeof *larger);
    if (larger == NULL) {
        return false;
    }
    if (count > 0 && environ != own_list) {
        memcpy(larger, environ, count * sizeof *larger);
    }
    larger[count] = NULL;
    larger[count + 1] = NULL;
    environ = larger;
    own_list = larger;
    return true;
}

/* An entry "name=..." becomes part of the list, in the place of another of that name. What was
 * there may still be in use: it stays, for ever. */
static int put(char *entry, size_t length)
{
    lock_libc();
    bool has_room = *find(entry, length) != NULL || make_room();
    if (has_room) {
        *find(entry, length) = entry;
    }
    unlock_libc();
    return has_room ? 0 : -1;
}

static bool is_name(const char *name)
{
    return name != NULL && name[0] != '\0' && strchr(name, '=') == NULL;
}

int setenv(const char *name, const char *value, int overwrite)
{
    if (!is_name(name)) {
        errno = EINVAL;
        return -1;
    }
    if (overwrite == 0 && getenv(name) != NULL) {
        return 0;
    }
    size_t length = strlen(name);
    size_t value_bytes = strlen(value) + 1;
    char *entry = malloc(length + 1 + value_bytes);
    if (entry == NULL) {
        return -1;
    }
    memcpy(entry, name, length);
    entry[length] = '=';
    memcpy(entry + length + 1, value, value_bytes);
    if (put(entry, length) != 0) {
        free(entry);
        return -1;
    }
    return 0;
}

int unsetenv(const char *name)
{
    if (!is_name(name)) {
        errno = EINVAL;
        return -1;
    }
    size_t length = strlen(name);
    lock_libc();
    for (char **at = find(name, length); *at != NULL; at = find(name, length)) {
        for (char **next = at; *next != NULL; next++) {
            *next = next[1];
        }
    }
    unlock_libc();
    return 0;
}

int putenv(char *entry)
{
    const char *sign = strchr(entry, '=');
    return sign == NULL ? unsetenv(entry) : put(entry, (size_t)(sign - entry));
}

int clearenv(void)
{
    lock_libc();
    environ = nothing;
    unlock_libc();
    return 0;
}
