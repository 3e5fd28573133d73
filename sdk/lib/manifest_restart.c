/* SPDX-License-Identifier: MIT */
/*
 * The keys of a manifest for what its supervisor does: starting again, and signs of life.
 */
#include "manifest_reader.h"

#define DEFAULT_DELAY_MS 100
#define DEFAULT_LIMIT 10

#define DELAY_MS_MAX 10000
#define LIMIT_MAX 1000
#define SIGN_MS_MAX 60000 /* of heartbeat and ready */

void reader_default_restart(struct tay_manifest *manifest)
{
    manifest->delay_ms = DEFAULT_DELAY_MS;
    manifest->limit = DEFAULT_LIMIT;
}

bool reader_take_restart(struct reader *reader, struct span value)
{
    reader->manifest->restart_always = span_is(value, "always");
    reader->manifest->restart_fault = span_is(value, "fault");
    return reader->manifest->restart_always || reader->manifest->restart_fault ||
           span_is(value, "never") || reader_refuse(reader, "no such restart policy", value);
}

bool reader_take_machine_end(struct reader *reader, struct span value)
{
    reader->manifest->end_unmounts = span_is(value, "unmount");
    return reader->manifest->end_unmounts ||
           reader_refuse(reader, "what is done at the machine's end is: unmount", value);
}

bool reader_take_sessions(struct reader *reader, struct span value)
{
    reader->manifest->keep_sessions = span_is(value, "keep");
    return reader->manifest->keep_sessions || span_is(value, "renew") ||
           reader_refuse(reader, "sessions are kept or renewed: keep, renew", value);
}

bool reader_take_delay(struct reader *reader, struct span value)
{
    size_t delay_ms;
    if (!span_number(value, DELAY_MS_MAX, &delay_ms)) {
        return reader_refuse(reader, "a delay is a number of ms from 0 to 10000", value);
    }
    reader->manifest->delay_ms = (unsigned)delay_ms;
    return true;
}

bool reader_take_limit(struct reader *reader, struct span value)
{
    size_t limit = TAY_MANIFEST_NO_LIMIT;
    if (!span_is(value, "none") && (!span_number(value, LIMIT_MAX, &limit) || limit == 0)) {
        return reader_refuse(reader, "a limit is a number from 1 to 1000, or none", value);
    }
    reader->manifest->limit = (unsigned)limit;
    return true;
}

/* Takes a time, and adds the capability by which the program shows in time that it lives. */
static bool take_sign(struct reader *reader, struct span value, struct tay_manifest_cap cap,
                      unsigned *time_ms)
{
    size_t number;
    if (!span_number(value, SIGN_MS_MAX, &number) || number == 0) {
        return reader_refuse(reader, "a time is a number of ms from 1 to 60000", value);
    }
    *time_ms = (unsigned)number;
    cap.value = number;
    return reader_add_cap(reader, &cap);
}

bool reader_take_heartbeat(struct reader *reader, struct span value)
{
    return take_sign(reader, value,
                     (struct tay_manifest_cap){.name = "heartbeat",
                                               .origin = TAY_MANIFEST_HEARTBEAT,
                                               .type = TAY_OBJECT_notification,
                                               .rights = TAY_RIGHT_SEND},
                     &reader->manifest->heartbeat_ms);
}

bool reader_take_ready(struct reader *reader, struct span value)
{
    return take_sign(reader, value,
                     (struct tay_manifest_cap){
                         .name = "ready", .origin = TAY_MANIFEST_READY, .type = TAY_OBJECT_session},
                     &reader->manifest->ready_ms);
}
