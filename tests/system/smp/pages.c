/* SPDX-License-Identifier: MIT */
/*
 * Memory that changes under those who use it. Invariant: who has a page in hand finds in it what
 * was last said to be there, on whatever core: an address that a core still translates as it was
 * shows as another page's content.
 *
 * A page is in the hands of many readers or of one changer: bit n says that place n has it, the
 * highest bit that it changes. Both come in one step, so that whose death left what is known.
 */
#include "crowd.h"

#define PAGES 6u
#define PAGES_AT ((tay_ua_t)64 << 30)
#define ROOM_AT ((tay_ua_t)65 << 30)
#define ROOM_PAGES 8u
#define CHANGES (UINT64_C(1) << 63)

static struct page {
    uint64_t hands;
    uint64_t tag; /* what stands in the first and the last word */
    bool writable;
} pages[PAGES];
static uint64_t last_tag;

static volatile uint64_t *words_of(unsigned page)
{
    return (volatile uint64_t *)(PAGES_AT + page * PAGE_BYTES);
}

static void map_fixed(tay_ua_t address, size_t length_bytes)
{
    enum tay_status status;
    tay_ua_t at;
    do {
        status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, address,
                               READ_WRITE | TAY_MAP_FIXED, &at);
    } while (status == TAY_EAGAIN); /* it is being cloned */
    EXPECT_STATUS(status == TAY_OK && at == address, status);
}

static void unmap(tay_ua_t address, size_t length_bytes)
{
    enum tay_status status;
    do {
        status = tay_space_unmap(TAY_CAP_SELF, address, length_bytes);
    } while (status == TAY_EAGAIN);
    EXPECT_STATUS(status == TAY_OK, status);
}

static void protect(unsigned page, unsigned protection)
{
    enum tay_status status;
    do {
        status = tay_space_protect(TAY_CAP_SELF, (tay_ua_t)words_of(page), PAGE_BYTES, protection);
    } while (status == TAY_EAGAIN);
    EXPECT_STATUS(status == TAY_OK, status);
}

static void tag_page(unsigned page)
{
    pages[page].tag = __atomic_add_fetch(&last_tag, 1, __ATOMIC_RELAXED);
    words_of(page)[0] = pages[page].tag;
    words_of(page)[PAGE_WORDS - 1] = pages[page].tag;
}

static void check_page(unsigned page)
{
    EXPECT(words_of(page)[0] == pages[page].tag);
    EXPECT(words_of(page)[PAGE_WORDS - 1] == pages[page].tag);
}

/* Another page at the same address. */
static void renew(unsigned page)
{
    unmap((tay_ua_t)words_of(page), PAGE_BYTES);
    map_fixed((tay_ua_t)words_of(page), PAGE_BYTES);
    for (unsigned word = 0; word < PAGE_WORDS; word++) {
        EXPECT(words_of(page)[word] == 0);
    }
    pages[page].writable = true;
    tag_page(page);
}

void pages_map(void)
{
    for (unsigned page = 0; page < PAGES; page++) {
        map_fixed((tay_ua_t)words_of(page), PAGE_BYTES);
        pages[page] = (struct page){.writable = true};
        tag_page(page);
    }
}

void pages_unmap(void)
{
    unmap(PAGES_AT, PAGES * PAGE_BYTES);
}

static bool take_in_hand(unsigned page, uint64_t bit)
{
    uint64_t hands = __atomic_load_n(&pages[page].hands, __ATOMIC_RELAXED);
    while ((hands & CHANGES) == 0) {
        if (__atomic_compare_exchange_n(&pages[page].hands, &hands, hands | bit, false,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
            return true;
        }
    }
    return false;
}

void pages_use(unsigned place, struct dice *dice)
{
    unsigned page = dice_roll(dice, PAGES);
    uint64_t bit = UINT64_C(1) << place;
    if (!take_in_hand(page, bit)) {
        return;
    }
    volatile uint64_t *mine = &words_of(page)[8 + place];
    for (unsigned times = dice_roll(dice, 16); times > 0; times--) {
        check_page(page);
        if (pages[page].writable) {
            *mine = times;
            EXPECT(*mine == times);
        }
    }
    __atomic_fetch_and(&pages[page].hands, ~bit, __ATOMIC_RELEASE);
}

void pages_change(unsigned place, struct dice *dice)
{
    unsigned page = dice_roll(dice, PAGES);
    uint64_t none = 0, mine = CHANGES | UINT64_C(1) << place;
    if (!__atomic_compare_exchange_n(&pages[page].hands, &none, mine, false, __ATOMIC_ACQUIRE,
                                     __ATOMIC_RELAXED)) {
        return;
    }
    check_page(page);
    if (dice_roll(dice, 2) == 0) {
        renew(page);
    } else if (pages[page].writable) {
        pages[page].writable = false;
        protect(page, TAY_MAP_READ);
        check_page(page);
    } else {
        protect(page, READ_WRITE);
        pages[page].writable = true;
        tag_page(page);
    }
    __atomic_fetch_and(&pages[page].hands, ~mine, __ATOMIC_RELEASE);
}

void pages_let_go(unsigned place)
{
    uint64_t bit = UINT64_C(1) << place;
    for (unsigned page = 0; page < PAGES; page++) {
        uint64_t hands = __atomic_load_n(&pages[page].hands, __ATOMIC_ACQUIRE);
        if (hands == (CHANGES | bit)) {
            renew(page);
            bit |= CHANGES;
        }
        __atomic_fetch_and(&pages[page].hands, ~bit, __ATOMIC_RELEASE);
        bit &= ~CHANGES;
    }
}

void room_use(unsigned place, struct dice *dice)
{
    tay_ua_t room = ROOM_AT + place * ROOM_PAGES * PAGE_BYTES;
    size_t length_bytes = (1 + dice_roll(dice, ROOM_PAGES)) * PAGE_BYTES;
    map_fixed(room, length_bytes);
    for (size_t at = 0; at < length_bytes; at += PAGE_BYTES) {
        volatile uint64_t *word = (volatile uint64_t *)(room + at);
        EXPECT(word[place] == 0);
        word[place] = at + place;
    }
    call_server(crowd.door[dice_roll(dice, SERVERS)], dice, (uint64_t *)room + 64);
    for (size_t at = 0; at < length_bytes; at += PAGE_BYTES) {
        EXPECT(((volatile uint64_t *)(room + at))[place] == at + place);
    }
    unmap(room, length_bytes);
}

void room_let_go(unsigned place)
{
    unmap(ROOM_AT + place * ROOM_PAGES * PAGE_BYTES, ROOM_PAGES * PAGE_BYTES);
}
