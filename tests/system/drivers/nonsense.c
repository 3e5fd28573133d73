/* SPDX-License-Identifier: MIT */
/*
 * Calls that mean nothing, to each server that the arguments name: any label, words at every edge,
 * lent memory that is there or not, capabilities of every kind where they do not belong. Each call
 * has a status in time; the server is the same one afterwards: its first session still works, or,
 * of a server without sessions, a label that there is none of is still TAY_ENOSYS.
 *
 * The calls are chosen by the program's seed, which the kernel's command line gives.
 *
 * What is not sent: labels that do as they are told with any words, and end the machine. They are
 * behind the name: `watchdog-1,4,5`.
 */
#include "expect.h"
#include <string.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define CALLS 3000u
#define LABELS 24u
#define LIMIT_NS (20 * TAY_NS_PER_S)
#define UNKNOWN_LABEL 0xfffeu

static uint64_t state;
static unsigned answered[TAY_STATUS_COUNT];
static char room[8192];
static tay_cap_t own[3]; /* to be sent: a notification, memory, an endpoint */
static tay_cap_t session;

/* xorshift64 (Marsaglia, "Xorshift RNGs", 2003). */
static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static unsigned below(unsigned limit)
{
    return (unsigned)(next() % limit);
}

static tay_word_t word(void)
{
    static const tay_word_t edges[] = {
        0, 1, 2, 3, 4096, 0x7fffffff, 0x80000000u, 0xffffffffu, (tay_word_t)1 << 32, UINTPTR_MAX};
    switch (below(3)) {
    case 0:
        return edges[below(sizeof edges / sizeof edges[0])];
    case 1:
        return below(100);
    default:
        return (tay_word_t)next();
    }
}

static bool is_kept_back(const char *list, unsigned label)
{
    for (const char *at = strchr(list, '-'); at != NULL; at = strchr(at + 1, ',')) {
        if (strtoul(at + 1, NULL, 10) == label) {
            return true;
        }
    }
    return false;
}

static void fill(struct tay_call *call, const char *list)
{
    do {
        call->label = below(16) == 0 ? below(0x10000) : below(LABELS);
    } while (is_kept_back(list, call->label));
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        call->word[n] = word();
    }
    if (below(4) == 0) {
        unsigned n = below(TAY_WORDS);
        call->caps = 1u << n;
        call->copy = true;
        call->word[n] = own[below(sizeof own / sizeof own[0])];
    }
    if (below(2) == 0) {
        call->lend_read = below(4) == 0 ? (const char *)(uintptr_t)64 : room + below(64);
        call->lend_read_bytes = below(4096);
    }
    if (below(2) == 0) {
        call->lend_write = below(4) == 0 ? (char *)(uintptr_t)64 : room + below(64);
        call->lend_write_bytes = below(4096);
    }
    call->deadline_ns = tay_time_now() + LIMIT_NS;
}

/* A session that comes back is the one that is called from then on, now and then. */
static void keep(const struct tay_call *call)
{
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if ((call->caps >> n & 1) == 0) {
            continue;
        }
        if (session == TAY_CAP_NULL || below(8) == 0) {
            tay_cap_t old = session;
            session = (tay_cap_t)call->word[n];
            EXPECT(old == TAY_CAP_NULL || tay_cap_close(old) == TAY_OK);
        } else {
            EXPECT(tay_cap_close((tay_cap_t)call->word[n]) == TAY_OK);
        }
    }
}

static void annoy(const char *list)
{
    char name[TAY_STARTUP_NAME_BYTES];
    size_t length = strcspn(list, "-");
    EXPECT(length < sizeof name);
    memcpy(name, list, length);
    name[length] = '\0';
    tay_cap_t endpoint = tay_startup_cap(name);
    EXPECT(endpoint != TAY_CAP_NULL);
    for (unsigned i = 0; i < CALLS; i++) {
        struct tay_call call = {.wants = TAY_WANTS_ANY};
        fill(&call, list);
        unsigned label = call.label;
        enum tay_status status =
            tay_call(session != TAY_CAP_NULL && below(2) == 0 ? session : endpoint, &call);
        if (status == TAY_EPEER || status == TAY_ETIMEDOUT) {
            printf("nonsense: %s: call %u, label %u: %s\n", name, i, label,
                   tay_status_text(status));
            exit(EXIT_FAILURE);
        }
        answered[status]++;
        if (status == TAY_OK) {
            keep(&call);
        }
    }
    struct tay_call last = {.label = UNKNOWN_LABEL};
    EXPECT(tay_call(endpoint, &last) == TAY_ENOSYS);
    EXPECT(session == TAY_CAP_NULL || tay_cap_close(session) == TAY_OK);
    session = TAY_CAP_NULL;
    printf("nonsense: %s goes on\n", name);
}

int main(int argument_count, char **arguments)
{
    state = tay_startup()->seed | 1;
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &own[0]) == TAY_OK);
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, 4096, &own[1]) == TAY_OK);
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &own[2]) == TAY_OK);
    for (int i = 1; i < argument_count; i++) {
        annoy(arguments[i]);
    }
    for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
        if (answered[status] > 0) {
            printf("nonsense: %5u %s\n", answered[status], tay_status_text(status));
        }
    }
    return EXIT_SUCCESS;
}
