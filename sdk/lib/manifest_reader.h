/* SPDX-License-Identifier: MIT */
/*
 * The state of reading a manifest, or a table of devices: shared by the files that do it.
 */
#ifndef SDK_MANIFEST_READER_H
#define SDK_MANIFEST_READER_H

#include "span.h"
#include <tay/device.h>

struct reader {
    struct tay_manifest *manifest; /* of a manifest */
    struct tay_devices *devices;   /* of a table of devices */
    bool (*take_key)(struct reader *reader, struct span key, struct span value);
    struct tay_manifest_error *error;
    unsigned line; /* from 1 */
    unsigned seen; /* bit n: key n of the table has stood */
};

/* Notes what is wrong with the current line; false. */
bool reader_refuse(struct reader *reader, const char *reason, struct span word);

/* Take a word apart; false: refused. `name` has TAY_MANIFEST_NAME_BYTES. */
bool reader_take_name(struct reader *reader, struct span word, char *name);
bool reader_take_size(struct reader *reader, struct span word, size_t max, size_t *bytes);

/* What a device is or is called; `compatible` has TAY_MANIFEST_COMPATIBLE_BYTES. */
bool reader_take_compatible(struct reader *reader, struct span word, char *compatible);

/* Nothing more stands in the line. */
bool reader_take_end(struct reader *reader, struct span rest);

/* Takes a text line by line; false: refused. */
bool reader_read(struct reader *reader, struct span text);

/* Takes range, offset and size of registers. */
bool reader_take_regs(struct reader *reader, struct span *text, size_t *range, size_t *offset,
                      size_t *length_bytes);

/* Takes an interrupt line. */
bool reader_take_irq_line(struct reader *reader, struct span word, size_t *line);

/* Takes a line `cap name = value`. */
bool reader_take_cap(struct reader *reader, struct span name, struct span value);

/* Whether a manifest that is otherwise whole says that the program is trusted with what it has. */
bool reader_check_trust(struct reader *reader);

/* Takes the value of a line `serve = value`. */
bool reader_take_serve(struct reader *reader, struct span value);

/* Whether a capability that is not bound reaches registers of this part of a device range. */
bool reader_cap_reaches(const struct tay_manifest_cap *cap, size_t range, size_t offset,
                        size_t length_bytes);

/* Adds a capability, whose line this fills in, if nothing speaks against it. */
bool reader_add_cap(struct reader *reader, struct tay_manifest_cap *cap);

/* What stands when these keys are left out. */
void reader_default_restart(struct tay_manifest *manifest);

/* Take the values of the keys for what the supervisor does. */
bool reader_take_restart(struct reader *reader, struct span value);
bool reader_take_machine_end(struct reader *reader, struct span value);
bool reader_take_sessions(struct reader *reader, struct span value);
bool reader_take_delay(struct reader *reader, struct span value);
bool reader_take_limit(struct reader *reader, struct span value);
bool reader_take_heartbeat(struct reader *reader, struct span value);
bool reader_take_ready(struct reader *reader, struct span value);

/* Takes the value of a line `bind = value`. */
bool reader_take_bind(struct reader *reader, struct span value);

#endif
