/* SPDX-License-Identifier: MIT */
/*
 * Keeps the store busy: what it has acknowledged must be there, whatever happened since; what it
 * was told and did not acknowledge may be there.
 */
#include "load.h"

#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>

#define KEYS 4
#define VALUE_BYTES 3000 /* so long that a death can come in the middle */

static tay_cap_t endpoint, session;
static uint32_t acknowledged[KEYS]; /* 0: none */
static uint32_t told[KEYS];
static uint32_t value[VALUE_BYTES / sizeof(uint32_t)];

static void reopen(void)
{
    load_close(&session);
    do {
        load_call_begins();
    } while (!load_went_well(tay_kv_open(endpoint, &session), "kv: open"));
}

static struct tay_call call_for(unsigned label, unsigned key)
{
    struct tay_call call = {.label = label, .word = {'a' + key}, .deadline_ns = load_deadline()};
    call.word[TAY_KV_KEY_WORDS] = sizeof value;
    return call;
}

static bool set(unsigned key)
{
    told[key]++;
    for (size_t n = 0; n < sizeof value / sizeof value[0]; n++) {
        value[n] = told[key];
    }
    struct tay_call call = call_for(TAY_KV_SET, key);
    call.lend_read = value;
    call.lend_read_bytes = sizeof value;
    if (!load_went_well(tay_call(session, &call), "kv: set")) {
        return false;
    }
    acknowledged[key] = told[key];
    return true;
}

static bool check(unsigned key)
{
    memset(value, 0, sizeof value);
    struct tay_call call = call_for(TAY_KV_GET, key);
    call.lend_write = value;
    call.lend_write_bytes = sizeof value;
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_ENOENT) {
        LOAD_EXPECT(acknowledged[key] == 0 || load_is_by_hand());
        acknowledged[key] = 0;
        return true;
    }
    if (!load_went_well(status, "kv: get")) {
        return false;
    }
    bool whole = true;
    for (size_t n = 0; n < sizeof value / sizeof value[0]; n++) {
        whole = whole && value[n] == value[0];
    }
    LOAD_EXPECT(whole && (value[0] == acknowledged[key] || value[0] == told[key]));
    acknowledged[key] = told[key] = value[0];
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("kv");
    reopen();
    while (load_goes_on()) {
        unsigned key = (unsigned)(answered % KEYS);
        bool ok = check(key) && set(key);
        if (ok) {
            answered++;
        } else {
            reopen();
        }
    }
    for (unsigned key = 0; key < KEYS; key++) {
        while (!check(key)) {
            reopen();
        }
    }
    load_tell("load-kv", answered);
    return EXIT_SUCCESS;
}
