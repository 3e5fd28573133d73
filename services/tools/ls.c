/* SPDX-License-Identifier: MIT */
/*
 * ls: lists files, and what is in directories.
 */
#include "listing.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include "tree.h"
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH 80 /* of a terminal that does not say */

static struct listing listing = {.width = WIDTH};

static struct {
    bool shows_hidden; /* names that begin with a dot */
    bool shows_dots;   /* `.` and `..`, too */
    bool is_plain;     /* a directory like other files, not what is in it */
    bool is_recursive;
    bool is_reverse;
    enum { BY_NAME, BY_TIME, BY_SIZE } order;
} wanted;

static bool any_printed; /* so that what comes next has an empty line before it */

/* Files that will be shown together. */
struct set {
    struct listed *file;
    size_t count;
    size_t room;
};

static void add(struct set *set, const char *name, const struct stat *stat)
{
    if (set->count == set->room) {
        set->room = set->room == 0 ? 16 : set->room * 2;
        set->file = realloc(set->file, set->room * sizeof *set->file);
        if (set->file == NULL) {
            report_no_memory();
        }
    }
    set->file[set->count++] = (struct listed){tree_copy(name), *stat};
}

static void free_set(struct set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free(set->file[i].name);
    }
    free(set->file);
}

/* Newest or largest first, then by name. */
static int compare(const void *left, const void *right)
{
    const struct listed *one = left;
    const struct listed *other = right;
    int order = 0;
    if (wanted.order == BY_TIME) {
        const struct timespec *a = &one->stat.st_mtim;
        const struct timespec *b = &other->stat.st_mtim;
        order = (a->tv_sec < b->tv_sec) - (a->tv_sec > b->tv_sec);
        order = order != 0 ? order : (a->tv_nsec < b->tv_nsec) - (a->tv_nsec > b->tv_nsec);
    } else if (wanted.order == BY_SIZE) {
        order =
            (one->stat.st_size < other->stat.st_size) - (one->stat.st_size > other->stat.st_size);
    }
    order = order != 0 ? order : strcmp(one->name, other->name);
    return wanted.is_reverse ? -order : order;
}

static void sort(struct set *set)
{
    if (set->count > 1) {
        qsort(set->file, set->count, sizeof *set->file, compare);
    }
}

static bool is_shown(const char *name)
{
    return wanted.shows_hidden || name[0] != '.';
}

static void add_from(struct set *set, const char *directory, const char *name)
{
    struct stat stat;
    char *path = tree_join(directory, name);
    if (lstat(path, &stat) == 0) {
        add(set, name, &stat);
    } else {
        report_error(path);
    }
    free(path);
}

static void read_directory(struct set *set, const char *path)
{
    struct names names = {0};
    if (!names_read(&names, path)) {
        report_error(path);
    }
    if (wanted.shows_dots) {
        add_from(set, path, ".");
        add_from(set, path, "..");
    }
    for (size_t i = 0; i < names.count; i++) {
        if (is_shown(names.name[i])) {
            add_from(set, path, names.name[i]);
        }
    }
    names_free(&names);
    sort(set);
}

static void list_directory(const char *path, bool has_title)
{
    struct set set = {0};
    read_directory(&set, path);
    if (has_title) {
        output("%s%s:\n", any_printed ? "\n" : "", path);
    }
    any_printed = true;
    if (listing.is_long) {
        listing_print_total(&listing, set.file, set.count);
    }
    listing_print(&listing, set.file, set.count);
    for (size_t i = 0; wanted.is_recursive && i < set.count; i++) {
        const char *name = set.file[i].name;
        if (S_ISDIR(set.file[i].stat.st_mode) && strcmp(name, ".") != 0 &&
            strcmp(name, "..") != 0) {
            char *below = tree_join(path, name);
            list_directory(below, true);
            free(below);
        }
    }
    free_set(&set);
}

/* Files first, together, then each directory by itself. */
static void list(char **operand, int count)
{
    struct set files = {0};
    struct set directories = {0};
    for (int i = 0; i < count; i++) {
        struct stat stat_of;
        if (stat(operand[i], &stat_of) != 0 && lstat(operand[i], &stat_of) != 0) {
            report_error(operand[i]);
        } else {
            bool is_entered = S_ISDIR(stat_of.st_mode) && !wanted.is_plain;
            add(is_entered ? &directories : &files, operand[i], &stat_of);
        }
    }
    sort(&files);
    sort(&directories);
    listing_print(&listing, files.file, files.count);
    any_printed = files.count > 0;
    for (size_t i = 0; i < directories.count; i++) {
        list_directory(directories.file[i].name, count > 1 || wanted.is_recursive);
    }
    free_set(&files);
    free_set(&directories);
}

static void take_option(int letter)
{
    switch (letter) {
    case '1':
        listing.is_long = listing.has_columns = false;
        break;
    case 'A':
    case 'a':
        wanted.shows_hidden = true;
        wanted.shows_dots = letter == 'a';
        break;
    case 'C':
        listing.is_long = false;
        listing.has_columns = true;
        break;
    case 'F':
        listing.has_kinds = true;
        break;
    case 'R':
        wanted.is_recursive = true;
        break;
    case 'S':
    case 't':
        wanted.order = letter == 'S' ? BY_SIZE : BY_TIME;
        break;
    case 'd':
        wanted.is_plain = true;
        break;
    case 'h':
        listing.has_units = true;
        break;
    case 'r':
        wanted.is_reverse = true;
        break;
    default:
        listing.is_long = true;
        break;
    }
}

/* The variable counts more than what the terminal says. */
static void find_width(void)
{
    uint64_t columns;
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        listing.width = size.ws_col;
    }
    const char *text = getenv("COLUMNS");
    if (text != NULL && number_read(text, UINT16_MAX, &columns) && columns > 0) {
        listing.width = (size_t)columns;
    }
}

int main(int count, char **word)
{
    static char *here[] = {"."};
    struct options options = {.count = count, .word = word, .next = 1};
    int letter;
    report_begin("ls", "[-1ACFRSadhlnrt] [FILE...]");
    listing.is_terminal = isatty(STDOUT_FILENO) != 0;
    listing.has_columns = listing.is_terminal;
    listing.now = time(NULL);
    find_width();
    while ((letter = options_next(&options, "1ACFRSadhlnrt")) != 0) {
        take_option(letter);
    }
    if (options.next == count) {
        list(here, 1);
    } else {
        list(word + options.next, count - options.next);
    }
    return report_end();
}
