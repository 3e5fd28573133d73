/* SPDX-License-Identifier: MIT */
/*
 * Writes a text into a page of memory and leaves the page, for reading only, in the store.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define PAGE_BYTES 4096u
#define PATIENCE_NS (10 * TAY_NS_PER_S) /* the other one may have died, or the store */

/* Makes a page with a text in it, and a capability that cannot change it. */
static enum tay_status make_page(tay_cap_t *page_out)
{
    tay_cap_t memory;
    tay_ua_t address;
    enum tay_status status = tay_memory_create(TAY_OWN_ACCOUNT, PAGE_BYTES, &memory);
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, memory, 0, PAGE_BYTES, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    }
    if (status != TAY_OK) {
        return status;
    }
    strcpy((char *)address, "a page that two programs see");
    return tay_cap_copy(memory, TAY_RIGHT_READ | TAY_RIGHT_GRANT, page_out);
}

int main(void)
{
    tay_cap_t session;
    tay_cap_t page;
    char value[16];
    struct tay_kv_room room = {
        .value = value, .room_bytes = sizeof value, .deadline_ns = tay_time_now() + PATIENCE_NS};
    enum tay_status status = tay_kv_open(tay_startup_cap("kv"), &session);
    status = status == TAY_OK ? make_page(&page) : status;
    status = status == TAY_OK ? tay_kv_give(session, "page", page) : status;
    status = status == TAY_OK ? tay_kv_set(session, "page-is-there", "yes", 3) : status;
    /* With this program the page would end. */
    status = status == TAY_OK ? tay_kv_wait(session, "page-was-seen", &room) : status;
    if (status != TAY_OK) {
        printf("sharer: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("sharer: the page was seen\n");
    return EXIT_SUCCESS;
}
