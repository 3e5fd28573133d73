/* SPDX-License-Identifier: MIT */
/*
 * The state of reading a manifest: shared by the files that do it.
 */
#ifndef SDK_MANIFEST_READER_H
#define SDK_MANIFEST_READER_H

#include "span.h"
#include <tay/manifest.h>

struct reader {
    struct tay_manifest *manifest;
    struct tay_manifest_error *error;
    unsigned line; /* from 1 */
    unsigned seen; /* bit n: key n of the table has stood */
};

/* Notes what is wrong with the current line; false. */
bool reader_refuse(struct reader *reader, const char *reason, struct span word);

/* Take a word apart; false: refused. `name` has TAY_MANIFEST_NAME_BYTES. */
bool reader_take_name(struct reader *reader, struct span word, char *name);
bool reader_take_size(struct reader *reader, struct span word, size_t max, size_t *bytes);

/* Takes a line `cap name = value`. */
bool reader_take_cap(struct reader *reader, struct span name, struct span value);

/* Whether a manifest that is otherwise whole says that the program is trusted with what it has. */
bool reader_check_trust(struct reader *reader);

/* Takes the value of a line `serve = value`. */
bool reader_take_serve(struct reader *reader, struct span value);

/* Adds a capability, whose line this fills in, if nothing speaks against it. */
bool reader_add_cap(struct reader *reader, struct tay_manifest_cap *cap);

/* What stands when these keys are left out. */
void reader_default_restart(struct tay_manifest *manifest);

/* Take the values of the keys for what the supervisor does. */
bool reader_take_restart(struct reader *reader, struct span value);
bool reader_take_sessions(struct reader *reader, struct span value);
bool reader_take_delay(struct reader *reader, struct span value);
bool reader_take_limit(struct reader *reader, struct span value);
bool reader_take_heartbeat(struct reader *reader, struct span value);
bool reader_take_ready(struct reader *reader, struct span value);

#endif
