/* SPDX-License-Identifier: MIT */
/*
 * mv: gives files other names. From one file system to another it copies, and removes what it
 * copied when all of it is there.
 */
#include "copy.h"
#include "file.h"
#include "options.h"
#include "report.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* To another file system. What is there goes first, as rename would have it. */
static void copy_over(const char *from, const char *to)
{
    static const struct copy_options options = {
        .is_recursive = true, .keeps_time = true, .is_forced = true};
    struct stat stat;
    if (lstat(to, &stat) == 0 && (S_ISDIR(stat.st_mode) ? rmdir(to) : unlink(to)) != 0) {
        report_error(to);
        return;
    }
    if (copy_path(from, to, &options)) {
        copy_remove(from);
    }
}

static void move(const char *from, const char *to, bool keeps_target)
{
    struct stat source, target;
    if (lstat(from, &source) != 0) {
        report_error(from);
        return;
    }
    bool is_there = lstat(to, &target) == 0;
    if (is_there && file_is_same(&source, &target)) {
        report("%s: is the same file as %s", from, to);
        return;
    }
    if (is_there && keeps_target) {
        return;
    }
    if (rename(from, to) == 0) {
        return;
    }
    if (errno == EXDEV) {
        copy_over(from, to);
    } else if (errno == EINVAL) {
        report("%s: cannot be moved to %s, below itself", from, to);
    } else {
        report_error(errno == ENOENT ? to : from);
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool keeps_target = false;
    int letter;
    report_begin("mv", "[-fn] FROM... TO");
    while ((letter = options_next(&options, "fn")) != 0) {
        keeps_target = letter == 'n';
    }
    int sources = count - options.next - 1;
    if (sources < 1) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count - 1; i++) {
        char *to = copy_target(word[i], word[count - 1], sources > 1);
        move(word[i], to, keeps_target);
        free(to);
    }
    return report_end();
}
