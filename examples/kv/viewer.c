/* SPDX-License-Identifier: MIT */
/*
 * Waits until there is a page in the store, takes it and reads it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define PAGE_BYTES 4096u
#define PATIENCE_NS (10 * TAY_NS_PER_S) /* the other one may have died, or the store */

static enum tay_status view(tay_cap_t page)
{
    tay_ua_t address;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, page, 0, PAGE_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    if (status != TAY_ERIGHT) {
        printf("viewer: to write is not refused\n");
        return TAY_ESTATE;
    }
    status = tay_space_map(TAY_CAP_SELF, page, 0, PAGE_BYTES, 0, TAY_MAP_READ | TAY_MAP_SHARED,
                           &address);
    if (status == TAY_OK) {
        printf("viewer: the page says '%s'\n", (const char *)address);
    }
    return status;
}

int main(void)
{
    tay_cap_t session;
    tay_cap_t page;
    char value[16];
    struct tay_kv_room room = {
        .value = value, .room_bytes = sizeof value, .deadline_ns = tay_time_now() + PATIENCE_NS};
    enum tay_status status = tay_kv_open(tay_startup_cap("kv"), &session);
    status = status == TAY_OK ? tay_kv_wait(session, "page-is-there", &room) : status;
    status = status == TAY_OK ? tay_kv_take(session, "page", &page) : status;
    status = status == TAY_OK ? view(page) : status;
    status = status == TAY_OK ? tay_kv_set(session, "page-was-seen", "yes", 3) : status;
    if (status != TAY_OK) {
        printf("viewer: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
