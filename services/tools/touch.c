/* SPDX-License-Identifier: MIT */
/*
 * touch: sets when files were last changed, and makes those that are not there.
 */
#include "date_text.h"
#include "options.h"
#include "report.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Makes an empty file; false, with errno. */
static bool make(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    return descriptor >= 0 && close(descriptor) == 0;
}

static void touch(const char *path, bool makes, const struct timespec times[2])
{
    bool is_done = utimensat(AT_FDCWD, path, times, 0) == 0;
    if (!is_done && errno == ENOENT) {
        is_done = !makes || (make(path) && utimensat(AT_FDCWD, path, times, 0) == 0);
    }
    if (!is_done) {
        report_error(path);
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool makes = true;
    time_t date = time(NULL);
    int letter;
    report_begin("touch", "[-acm] [-d DATE] FILE...");
    while ((letter = options_next(&options, "acd:m")) != 0) {
        makes = makes && letter != 'c';
        if (letter == 'd' && !date_text_read(options.value, date, &date)) {
            report_usage("%s: is no date", options.value);
        }
    }
    if (options.next == count) {
        report_usage("operands are missing");
    }
    const struct timespec times[2] = {{.tv_sec = date}, {.tv_sec = date}};
    for (int i = options.next; i < count; i++) {
        touch(word[i], makes, times);
    }
    return report_end();
}
