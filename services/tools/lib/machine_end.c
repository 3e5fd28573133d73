/* SPDX-License-Identifier: MIT */
/*
 * Ending the machine: init does it, which knows what is to be unmounted.
 */
#include "machine_end.h"

#include "options.h"
#include "report.h"
#include <tay/startup.h>
#include <tay/status.h>

int machine_end(const char *tool, int count, char **word, enum tay_supervisor_end how)
{
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin(tool, "");
    if (options_next(&options, "") != 0 || options.next != count) {
        report_usage("it takes no operands");
    }
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    if (supervisor == TAY_CAP_NULL) {
        report("this program may not end the machine");
    } else {
        report("%s", tay_status_text(tay_supervisor_end(supervisor, how)));
    }
    return report_end();
}
