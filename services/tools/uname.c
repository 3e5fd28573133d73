/* SPDX-License-Identifier: MIT */
/*
 * uname: tells the names of the system.
 */
#include "options.h"
#include "output.h"
#include "report.h"
#include <sys/utsname.h>

/* In the order in which they are told, whatever that of the options. */
static const char letters[] = "snrvm";

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool is_wanted[sizeof letters] = {false};
    struct utsname names;
    bool any = false;
    int letter;
    report_begin("uname", "[-amnrsv]");
    while ((letter = options_next(&options, "amnrsv")) != 0) {
        for (unsigned i = 0; letters[i] != '\0'; i++) {
            is_wanted[i] = is_wanted[i] || letter == 'a' || letter == letters[i];
        }
        any = true;
    }
    if (options.next < count) {
        report_usage("%s: is no option", word[options.next]);
    }
    if (uname(&names) < 0) {
        report_error("the names cannot be told");
        return report_end();
    }
    is_wanted[0] = is_wanted[0] || !any;
    const char *const texts[] = {names.sysname, names.nodename, names.release, names.version,
                                 names.machine};
    const char *before = "";
    for (unsigned i = 0; letters[i] != '\0'; i++) {
        if (is_wanted[i]) {
            output("%s%s", before, texts[i]);
            before = " ";
        }
    }
    output_text("\n");
    return report_end();
}
