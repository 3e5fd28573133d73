/* SPDX-License-Identifier: MIT */
/*
 * The supervisor protocol, the client's side.
 */
#include <tay/protocol/supervisor.h>

#include <stdlib.h>
#include <string.h>
#include <tay/client.h>
#include <tay/operations.h>

enum tay_status tay_supervisor_find(tay_cap_t session, const char *name, unsigned *number_out)
{
    struct tay_call call = {
        .label = TAY_SUPERVISOR_FIND, .lend_read = name, .lend_read_bytes = strlen(name)};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *number_out = (unsigned)call.word[0];
    }
    return status;
}

/* A call that names a service, and is answered by what is written. */
static enum tay_status ask(tay_cap_t session, unsigned label, unsigned number, void *room,
                           size_t room_bytes)
{
    struct tay_call call = {
        .label = label, .word = {number}, .lend_write = room, .lend_write_bytes = room_bytes};
    return tay_call(session, &call);
}

enum tay_status tay_supervisor_query(tay_cap_t session, unsigned number,
                                     struct tay_service *service_out)
{
    return ask(session, TAY_SUPERVISOR_QUERY, number, service_out, sizeof *service_out);
}

enum tay_status tay_supervisor_report(tay_cap_t session, unsigned number,
                                      struct tay_service_report *report_out)
{
    return ask(session, TAY_SUPERVISOR_REPORT, number, report_out, sizeof *report_out);
}

enum tay_status tay_supervisor_trace(tay_cap_t session, unsigned number,
                                     struct tay_crash *crash_out)
{
    return ask(session, TAY_SUPERVISOR_TRACE, number, crash_out, sizeof *crash_out);
}

enum tay_status tay_supervisor_restart(tay_cap_t session, unsigned number)
{
    return ask(session, TAY_SUPERVISOR_RESTART, number, NULL, 0);
}

enum tay_status tay_supervisor_stop(tay_cap_t session, unsigned number)
{
    return ask(session, TAY_SUPERVISOR_STOP, number, NULL, 0);
}

enum tay_status tay_supervisor_start(tay_cap_t session, unsigned number)
{
    return ask(session, TAY_SUPERVISOR_START, number, NULL, 0);
}

enum tay_status tay_supervisor_process(tay_cap_t session, unsigned number, tay_cap_t *process_out,
                                       tay_cap_t *thread_out)
{
    struct tay_call call = {
        .label = TAY_SUPERVISOR_PROCESS, .wants = 1u << 0 | 1u << 1, .word = {number}};
    enum tay_status status = tay_call(session, &call);
    if (status != TAY_OK) {
        return status;
    }
    *process_out = (tay_cap_t)call.word[0];
    if (thread_out != NULL) {
        *thread_out = (tay_cap_t)call.word[1];
        return TAY_OK;
    }
    status = tay_cap_close((tay_cap_t)call.word[1]);
    return status == TAY_EHANDLE ? TAY_OK : status; /* it has ended */
}

enum tay_status tay_supervisor_add(tay_cap_t session, struct tay_supervisor_addition *addition,
                                   unsigned *number_out)
{
    size_t name_bytes = strlen(addition->name) + 1;
    size_t manifest_bytes = strlen(addition->manifest);
    char *text = malloc(name_bytes + manifest_bytes);
    if (text == NULL) {
        return TAY_ENOMEM;
    }
    memcpy(text, addition->name, name_bytes);
    memcpy(text + name_bytes, addition->manifest, manifest_bytes);
    memset(addition->reason, 0, sizeof addition->reason);
    bool has_program = addition->program != TAY_CAP_NULL;
    struct tay_call call = {.label = TAY_SUPERVISOR_ADD,
                            .caps = has_program ? 1u << 1 : 0,
                            .copy = has_program,
                            .word = {addition->program_bytes, addition->program},
                            .lend_read = text,
                            .lend_read_bytes = name_bytes + manifest_bytes,
                            .lend_write = addition->reason,
                            .lend_write_bytes = sizeof addition->reason - 1};
    enum tay_status status = tay_call(session, &call);
    free(text);
    if (status == TAY_OK) {
        *number_out = (unsigned)call.word[0];
    }
    return status;
}

enum tay_status tay_supervisor_settle(tay_cap_t session)
{
    struct tay_call call = {.label = TAY_SUPERVISOR_SETTLE};
    return tay_call(session, &call);
}

enum tay_status tay_supervisor_end(tay_cap_t session, enum tay_supervisor_end how)
{
    struct tay_call call = {.label = TAY_SUPERVISOR_END, .word = {how}};
    return tay_call(session, &call);
}

const char *tay_service_state_text(unsigned state)
{
    static const char *const texts[TAY_SERVICE_STATES] = {
        [TAY_SERVICE_REFUSED] = "refused", [TAY_SERVICE_WAITING] = "waits",
        [TAY_SERVICE_STARTED] = "starts",  [TAY_SERVICE_READY] = "runs",
        [TAY_SERVICE_DELAYED] = "delayed", [TAY_SERVICE_ENDED] = "ended",
        [TAY_SERVICE_STOPPED] = "stopped", [TAY_SERVICE_GIVEN_UP] = "given up",
    };
    return state < TAY_SERVICE_STATES ? texts[state] : "?";
}
