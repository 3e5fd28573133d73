/* SPDX-License-Identifier: MIT */
#include "glob.h"

#include "pattern.h"
#include "raise.h"
#include "text.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES_MAX 1023u /* of any file system here */

/* The pattern without the backslashes that say that it is none. */
static char *plain(const char *pattern)
{
    struct text text = {.arena = &scratch};
    for (; *pattern != '\0'; pattern++) {
        pattern += *pattern == '\\' && pattern[1] != '\0';
        text_add(&text, *pattern);
    }
    return text_string(&text);
}

static char *join(const char *before, const char *name, const char *behind)
{
    struct text text = {.arena = &scratch};
    text_add_string(&text, before);
    text_add_string(&text, name);
    text_add_string(&text, behind);
    return text_string(&text);
}

static void add_if_there(char *path, struct fields *fields)
{
    struct stat status;
    if (lstat(path, &status) == 0) {
        fields_add(fields, path);
    }
}

static bool fits(const char *component, const char *name)
{
    /* What begins with a dot is wanted by name only. */
    if (name[0] == '.' && component[0] != '.' && strncmp(component, "\\.", 2) != 0) {
        return false;
    }
    return pattern_matches(component, name, strlen(name));
}

static void close_directory(void *directory)
{
    closedir(directory);
}

static void read_names(const char *before, const char *component, struct fields *names)
{
    DIR *directory = opendir(before[0] == '\0' ? "." : before);
    struct cleanup cleanup;
    if (directory == NULL) {
        return;
    }
    cleanup_begin(&cleanup, close_directory, directory);
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        if (fits(component, entry->d_name)) {
            fields_add(names, arena_copy(&scratch, entry->d_name));
        }
    }
    cleanup_end(&cleanup);
}

/* The pattern's first component, and the slashes behind it. */
struct component {
    char *name;
    char *slashes;
    const char *rest;
};

static struct component first_component(const char *pattern)
{
    size_t length = strcspn(pattern, "/"), slashes = strspn(pattern + length, "/");
    return (struct component){arena_copy_part(&scratch, pattern, length),
                              arena_copy_part(&scratch, pattern + length, slashes),
                              pattern + length + slashes};
}

/* What matches a pattern below a path, which is empty or ends in a slash. It calls itself only
 * below directories that are there. */
static void walk(char *before, const char *pattern, struct fields *fields)
{
    struct component component = first_component(pattern);
    struct fields names = {0};
    while (*pattern != '\0' && !pattern_is_special(component.name)) {
        before = join(before, plain(component.name), component.slashes);
        pattern = component.rest;
        component = first_component(pattern);
        if (strlen(before) > PATH_BYTES_MAX) {
            return;
        }
    }
    if (*pattern == '\0') {
        add_if_there(before, fields);
        return;
    }
    read_names(before, component.name, &names);
    for (size_t i = 0; i < names.count; i++) {
        walk(join(before, names.field[i], component.slashes), component.rest, fields);
    }
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

bool glob_add(const char *pattern, struct fields *fields)
{
    size_t before = fields->count;
    size_t slashes = strspn(pattern, "/");
    walk(arena_copy_part(&scratch, pattern, slashes), pattern + slashes, fields);
    if (fields->count > before) {
        qsort(fields->field + before, fields->count - before, sizeof *fields->field, compare);
    }
    return fields->count > before;
}
