/* SPDX-License-Identifier: MIT */
/*
 * What a program finds when it starts.
 */
/* [names] */
#include <stdio.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

int main(int argc, char **argv)
{
    const struct tay_startup *startup = tay_startup();
    for (unsigned i = 0; i < startup->cap_count; i++) {
        tay_word_t type;
        tay_word_t rights;
        tay_word_t badge;
        enum tay_status status = tay_cap_query(startup->cap[i].handle, &type, &rights, &badge);
        printf("%s: %s has the type %u and the rights 0x%x: %s\n", argv[argc - 1],
               startup->cap[i].name, (unsigned)type, (unsigned)rights, tay_status_text(status));
    }
    return tay_startup_cap("log") != TAY_CAP_NULL ? 0 : 1;
}
/* [names] */
