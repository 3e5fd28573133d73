/* SPDX-License-Identifier: MIT */
/*
 * The supervisor protocol. Invariant: init keeps nothing that a client could take away again: what
 * is added is copied, by the kernel, which answers where init's own access would fault.
 */
#include "control.h"

#include "admit.h"
#include "badge.h"
#include "end.h"
#include "room.h"
#include "supervise.h"
#include <stdio.h>
#include <string.h>
#include <tay/abi/object.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/time.h>

#define PAGE_BYTES 4096u
#define TEXT_BYTES_MAX ((size_t)8192)
#define PROGRAM_BYTES_MAX ((size_t)16 << 20)

static enum tay_status write_out(const void *from, size_t length_bytes)
{
    size_t done_bytes = 0;
    enum tay_status status = tay_caller_write(TAY_CALL_IN_HAND, 0, from, length_bytes, &done_bytes);
    if (status == TAY_OK && done_bytes < length_bytes) {
        status = TAY_EINVAL;
    }
    return status == TAY_ESTATE ? TAY_EINVAL : status; /* nothing lent */
}

static enum tay_status find(struct tay_answer *answer)
{
    char name[TAY_MANIFEST_NAME_BYTES] = "";
    size_t done_bytes = 0;
    enum tay_status status =
        tay_caller_read(TAY_CALL_IN_HAND, 0, name, sizeof name - 1, &done_bytes);
    if (status != TAY_OK) {
        return status == TAY_ESTATE ? TAY_EINVAL : status;
    }
    const struct service *service = service_find(name);
    answer->word[0] = service == NULL ? 0 : service->number;
    return service == NULL ? TAY_ENOENT : TAY_OK;
}

static void query_account(tay_cap_t account, uint64_t *budget_bytes, uint64_t *used_bytes)
{
    size_t budget = 0, used = 0;
    if (account != TAY_CAP_NULL) {
        enum tay_status status = tay_account_query(account, &budget, &used);
        (void)status; /* it stays 0 */
    }
    *budget_bytes = budget;
    *used_bytes = used;
}

static enum tay_status query(const struct service *service)
{
    uint64_t state_used_bytes;
    struct tay_service told = {
        .state = service->state,
        .starts = service->starts,
        .crashes = service->crashes,
        .exit_status = (uint32_t)service->exit_status,
        .priority = service->manifest == NULL ? 0 : service->manifest->priority,
        .started_ns = service->started_ns,
        .restart_ns = service->restart_ns,
    };
    memcpy(told.name, service->name, sizeof told.name);
    if (service->state == TAY_SERVICE_WAITING) {
        const char *name = admit_waits_for(service);
        strncpy(told.waits_for, name == NULL ? "" : name, sizeof told.waits_for - 1);
    }
    query_account(service->account, &told.budget_bytes, &told.used_bytes);
    query_account(service->state_account, &told.state_bytes, &state_used_bytes);
    return write_out(&told, sizeof told);
}

static enum tay_status report(const struct service *service)
{
    return service->report.time_ns == 0 ? TAY_ENOENT
                                        : write_out(&service->report, sizeof service->report);
}

static enum tay_status trace(const struct service *service)
{
    static struct tay_crash crash;
    if (!service_runs(service)) {
        return TAY_ESTATE;
    }
    tay_crash_look(service->process, service->thread, &crash);
    return write_out(&crash, sizeof crash);
}

static enum tay_status copy_out(tay_cap_t handle, struct tay_answer *answer, unsigned index)
{
    tay_cap_t copy;
    enum tay_status status =
        tay_cap_copy(handle, TAY_RIGHT_READ | TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT, &copy);
    if (status == TAY_OK) {
        answer->word[index] = copy;
        answer->caps |= 1u << index;
    }
    return status;
}

static enum tay_status hand_process(const struct service *service, struct tay_answer *answer)
{
    if (!service_runs(service)) {
        return TAY_ESTATE;
    }
    enum tay_status status = copy_out(service->process, answer, 0);
    if (status == TAY_OK) {
        status = copy_out(service->thread, answer, 1);
    }
    return status == TAY_EHANDLE ? TAY_ESTATE : status; /* it ends */
}

/* Adding ----------------------------------------------------------------------------------------
 */

/* Copies memory of a client's, mapped at an address, to one of init's own. */
static enum tay_status copy_from(tay_ua_t source, tay_ua_t target, size_t length_bytes)
{
    enum tay_status status = TAY_OK;
    size_t done_bytes;
    for (size_t at = 0; status == TAY_OK && at < length_bytes; at += done_bytes) {
        size_t left_bytes = length_bytes - at;
        status = tay_space_read(TAY_CAP_SELF, source + at, (void *)(target + at),
                                left_bytes < PAGE_BYTES ? left_bytes : PAGE_BYTES, &done_bytes);
    }
    return status;
}

static enum tay_status copy_program(tay_cap_t memory, size_t length_bytes, struct content *program)
{
    size_t memory_bytes, resident_bytes;
    tay_ua_t source, target;
    enum tay_status status = tay_memory_query(memory, &memory_bytes, &resident_bytes);
    if (status != TAY_OK || length_bytes == 0 || length_bytes > memory_bytes ||
        length_bytes > PROGRAM_BYTES_MAX) {
        return TAY_EINVAL;
    }
    status = tay_space_map(TAY_CAP_SELF, memory, 0, memory_bytes, 0, TAY_MAP_READ | TAY_MAP_SHARED,
                           &source);
    if (status != TAY_OK) {
        return status;
    }
    status = room_take(length_bytes, &target);
    if (status == TAY_OK) {
        *program = (struct content){(const void *)target, length_bytes};
        status = copy_from(source, target, length_bytes);
    }
    enum tay_status closed = tay_space_unmap(TAY_CAP_SELF, source, memory_bytes);
    return status != TAY_OK ? status : closed;
}

/* A name, and the text of a manifest behind it. */
struct wording {
    char bytes[TEXT_BYTES_MAX];
    size_t name_bytes; /* its NUL included */
    size_t text_bytes;
};

/* As tay/manifest.h has them. */
static bool is_name(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    size_t length = strlen(name);
    return length > 0 && length < TAY_MANIFEST_NAME_BYTES && strspn(name, letters) == length;
}

static enum tay_status read_wording(struct wording *wording)
{
    size_t done_bytes = 0;
    enum tay_status status =
        tay_caller_read(TAY_CALL_IN_HAND, 0, wording->bytes, TEXT_BYTES_MAX, &done_bytes);
    wording->name_bytes = strnlen(wording->bytes, done_bytes) + 1;
    if (status != TAY_OK) {
        return status == TAY_ESTATE ? TAY_EINVAL : status; /* nothing lent */
    }
    if (wording->name_bytes > done_bytes || !is_name(wording->bytes) ||
        done_bytes == TEXT_BYTES_MAX) {
        return TAY_EINVAL;
    }
    wording->text_bytes = done_bytes - wording->name_bytes;
    return TAY_OK;
}

static void tell_reason(const char *name, const struct admit_reason *why)
{
    char text[128];
    snprintf(text, sizeof text, "%s:%u: %s: '%s'", name, why->line, why->reason, why->word);
    size_t done_bytes;
    enum tay_status status = tay_caller_write(TAY_CALL_IN_HAND, 0, text, strlen(text), &done_bytes);
    (void)status; /* it does not want to know */
}

static enum tay_status enter(const struct wording *wording, const struct content *program,
                             struct tay_answer *answer)
{
    struct admit_reason why;
    const char *name = wording->bytes;
    if (service_find(name) != NULL) {
        return TAY_ESTATE;
    }
    struct service *service = service_add(name);
    if (service == NULL) {
        return TAY_EFULL;
    }
    service->program = *program;
    if (!admit_late(service, name + wording->name_bytes, wording->text_bytes, &why)) {
        tell_reason(name, &why);
        service_drop(service);
        return TAY_EINVAL;
    }
    answer->word[0] = service->number;
    return TAY_OK;
}

static enum tay_status add(struct tay_request *request, struct tay_answer *answer)
{
    static struct wording wording;
    struct content program = {0};
    tay_cap_t memory = tay_request_take(request, 1);
    enum tay_status status = read_wording(&wording);
    if (status == TAY_OK && memory != TAY_CAP_NULL) {
        status = copy_program(memory, request->word[0], &program);
    }
    if (status == TAY_OK) {
        status = enter(&wording, &program, answer);
    }
    if (status != TAY_OK) {
        room_give_back(program.data, program.length_bytes);
    }
    if (memory != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(memory);
        (void)closed; /* its owner may have ended it */
    }
    return status;
}

/* Dispatch --------------------------------------------------------------------------------------
 */

/* The right that a call needs; 0: there is no such call. */
static unsigned right_for(unsigned label)
{
    switch (label) {
    case TAY_SUPERVISOR_FIND:
    case TAY_SUPERVISOR_QUERY:
    case TAY_SUPERVISOR_REPORT:
    case TAY_SUPERVISOR_TRACE:
        return TAY_RIGHT_READ;
    case TAY_SUPERVISOR_RESTART:
    case TAY_SUPERVISOR_STOP:
    case TAY_SUPERVISOR_START:
    case TAY_SUPERVISOR_END:
        return TAY_RIGHT_MANAGE;
    case TAY_SUPERVISOR_PROCESS:
    case TAY_SUPERVISOR_ADD:
    case TAY_SUPERVISOR_SETTLE:
        return TAY_RIGHT_WRITE;
    default:
        return 0;
    }
}

/* What is about no service in particular. */
static enum tay_status on_all(struct tay_request *request, struct tay_answer *answer)
{
    switch (request->label) {
    case TAY_SUPERVISOR_FIND:
        return find(answer);
    case TAY_SUPERVISOR_ADD:
        return add(request, answer);
    case TAY_SUPERVISOR_SETTLE:
        admit_refuse_hopeless();
        return TAY_OK;
    default:
        if (request->word[0] > TAY_SUPERVISOR_REBOOT) {
            return TAY_EINVAL;
        }
        end_machine((enum tay_supervisor_end)request->word[0]);
    }
}

static bool is_of_service(unsigned label)
{
    return label != TAY_SUPERVISOR_FIND && label < TAY_SUPERVISOR_ADD;
}

static enum tay_status on_service(struct service *service, unsigned label,
                                  struct tay_answer *answer)
{
    switch (label) {
    case TAY_SUPERVISOR_QUERY:
        return query(service);
    case TAY_SUPERVISOR_REPORT:
        return report(service);
    case TAY_SUPERVISOR_TRACE:
        return trace(service);
    case TAY_SUPERVISOR_RESTART:
        return supervise_restart(service);
    case TAY_SUPERVISOR_STOP:
        return supervise_stop(service);
    case TAY_SUPERVISOR_START:
        return supervise_start(service);
    default:
        return hand_process(service, answer);
    }
}

enum tay_status control_on_call(struct tay_server *server, struct tay_request *request,
                                struct tay_answer *answer)
{
    (void)server;
    unsigned right = right_for(request->label);
    if (right == 0 || badge_kind(request->session) != BADGE_SUPERVISOR) {
        return TAY_ENOSYS;
    }
    if ((badge_rights(request->session) & right) == 0) {
        return TAY_ERIGHT;
    }
    if (!is_of_service(request->label)) {
        return on_all(request, answer);
    }
    struct service *service = service_numbered(request->word[0]);
    return service == NULL ? TAY_ENOENT : on_service(service, request->label, answer);
}
