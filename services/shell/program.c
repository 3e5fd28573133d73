/* SPDX-License-Identifier: MIT */
#include "program.h"

#include "function.h"
#include "parameter.h"
#include "raise.h"
#include "script.h"
#include "shell.h"
#include "text.h"
#include "variable.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOT_FOUND_STATUS 127
#define NOT_RUN_STATUS 126
#define HEAD_BYTES 128

static bool is_program(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* The first directory of a list, which goes behind it; "" means the working directory. */
static char *take_directory(const char **list)
{
    size_t length = strcspn(*list, ":");
    char *directory =
        length == 0 ? arena_copy(&scratch, ".") : arena_copy_part(&scratch, *list, length);
    *list = (*list)[length] == ':' ? *list + length + 1 : NULL;
    return directory;
}

static char *join(const char *directory, const char *name)
{
    struct text path = {.arena = &scratch};
    text_add_string(&path, directory);
    text_add_string(&path, "/");
    text_add_string(&path, name);
    return text_string(&path);
}

char *program_find(const char *name)
{
    const char *list = variable_get("PATH");
    if (strchr(name, '/') != NULL) {
        return arena_copy(&scratch, name);
    }
    while (list != NULL && *name != '\0') {
        char *path = join(take_directory(&list), name);
        if (is_program(path)) {
            return path;
        }
    }
    return NULL;
}

/* Running ----------------------------------------------------------------------------------------
 */

static bool is_text(const char *path)
{
    char head[HEAD_BYTES];
    int descriptor = open(path, O_RDONLY);
    ssize_t count = descriptor < 0 ? -1 : read(descriptor, head, sizeof head);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return count >= 0 && memchr(head, '\0', (size_t)count) == NULL;
}

static void run_file(void *path)
{
    if (!script_run_file(path)) {
        raise_error(NOT_RUN_STATUS, "%s: %s", (char *)path, strerror(errno));
    }
}

/* A file of commands that does not say who is to read them: the shell does, as if it had just
 * begun. */
static _Noreturn void become_script(char *path, const struct fields *words)
{
    variable_keep_exported();
    function_forget_all();
    parameter_set_all(words->field + 1, words->count - 1);
    shell.name = path;
    shell.line = 0;
    shell.is_typed = false;
    shell.jump = JUMP_NOT;
    shell.loops = shell.functions = shell.untested = 0;
    shell.ends_on_error = shell.is_traced = shell.wants_set = false;
    raise_protect(run_file, path);
    script_exit();
}

_Noreturn void program_become(const struct fields *words)
{
    const char *name = words->field[0];
    char *path = program_find(name);
    if (path == NULL) {
        complain("%s: not found", name);
        raise_what(RAISED_EXIT, NOT_FOUND_STATUS);
    }
    execve(path, words->field, variable_environment());
    if (errno == ENOEXEC && is_text(path)) {
        become_script(path, words);
    }
    int status = errno == ENOENT || errno == ENOTDIR ? NOT_FOUND_STATUS : NOT_RUN_STATUS;
    complain("%s: %s", name, status == NOT_FOUND_STATUS ? "not found" : strerror(errno));
    raise_what(RAISED_EXIT, status);
}

/* Completion -------------------------------------------------------------------------------------
 */

static void complete_in(const char *directory, const char *beginning, struct fields *names)
{
    DIR *opened = opendir(directory);
    if (opened == NULL) {
        return;
    }
    for (const struct dirent *entry; (entry = readdir(opened)) != NULL;) {
        if (strncmp(entry->d_name, beginning, strlen(beginning)) == 0 &&
            is_program(join(directory, entry->d_name))) {
            fields_add(names, arena_copy(&scratch, entry->d_name));
        }
    }
    closedir(opened);
}

void program_complete(const char *beginning, struct fields *names)
{
    const char *list = variable_get("PATH");
    while (list != NULL) {
        complete_in(take_directory(&list), beginning, names);
    }
}
