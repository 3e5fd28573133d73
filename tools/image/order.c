/* SPDX-License-Identifier: MIT */
/*
 * The order of calls and of starts. Programs that call each other in a circle would wait for each
 * other, and so would programs of which each must run before the next one starts; so an image with
 * a circle is not made. Invariant of the search: what is `open` is on the way from the
 * first manifest to the one looked at; what is `done` leads to no circle.
 */
#include "order.h"

#include <stdio.h>
#include <string.h>

enum mark { MARK_NEW, MARK_OPEN, MARK_DONE };

struct search {
    const struct input *input;
    enum mark mark[INPUT_FILES_MAX];
};

/* The manifest that serves a name; manifest_count: none does. */
static size_t find_server(const struct input *input, const char *name)
{
    size_t index = 0;
    for (; index < input->manifest_count; index++) {
        const struct tay_manifest *manifest = &input->manifest[index].manifest;
        for (unsigned i = 0; i < manifest->cap_count; i++) {
            if (manifest->cap[i].origin == TAY_MANIFEST_SERVE &&
                strcmp(manifest->cap[i].object, name) == 0) {
                return index;
            }
        }
    }
    return index;
}

/* The manifest of a name; manifest_count: there is none. */
static size_t find_program(const struct input *input, const char *name)
{
    size_t index = 0;
    while (index < input->manifest_count &&
           strcmp(input->manifest[index].name + strlen("init.d/"), name) != 0) {
        index++;
    }
    return index;
}

static bool refuse(const struct input_file *file, const struct tay_manifest_cap *cap,
                   const char *reason)
{
    fprintf(stderr, "%s:%u: %s: '%s'\n", file->path, cap->line, reason, cap->object);
    return false;
}

/* Recursion ends: each step opens a manifest. */
static bool visit(struct search *search, size_t index)
{
    const struct input_file *file = &search->input->manifest[index];
    search->mark[index] = MARK_OPEN;
    for (unsigned i = 0; i < file->manifest.cap_count; i++) {
        const struct tay_manifest_cap *cap = &file->manifest.cap[i];
        bool is_process = cap->origin == TAY_MANIFEST_PROCESS;
        if (cap->origin != TAY_MANIFEST_SERVICE && !is_process) {
            continue;
        }
        size_t server = is_process ? find_program(search->input, cap->object)
                                   : find_server(search->input, cap->object);
        if (server == search->input->manifest_count) {
            return refuse(file, cap,
                          is_process ? "there is no such program" : "nobody serves this name");
        }
        if (search->mark[server] == MARK_OPEN) {
            return refuse(file, cap, "calls would go in a circle");
        }
        if (search->mark[server] == MARK_NEW && !visit(search, server)) {
            return false;
        }
    }
    search->mark[index] = MARK_DONE;
    return true;
}

bool order_check(const struct input *input)
{
    struct search search = {.input = input};
    for (size_t i = 0; i < input->manifest_count; i++) {
        if (search.mark[i] == MARK_NEW && !visit(&search, i)) {
            return false;
        }
    }
    return true;
}
