/* SPDX-License-Identifier: MIT */
/*
 * Large, sparse, and many mappings.
 */
#include "stress.h"

#define MAPPINGS 3000
#define PLACE ((tay_ua_t)64 << 30)

static void fill(tay_ua_t start, size_t length_bytes, size_t stride_bytes)
{
    for (size_t offset = 0; offset < length_bytes; offset += stride_bytes) {
        touch(start + offset);
    }
}

static void protect(tay_ua_t start, size_t length_bytes, unsigned protection)
{
    EXPECT(tay_space_protect(TAY_CAP_SELF, start, length_bytes, protection) == TAY_OK);
}

static void unmap(tay_ua_t start, size_t length_bytes)
{
    EXPECT(tay_space_unmap(TAY_CAP_SELF, start, length_bytes) == TAY_OK);
}

/* Many mappings without room between them, every second with another protection. */
static void many_mappings(void)
{
    for (size_t n = 0; n < MAPPINGS; n++) {
        tay_ua_t at = map(PLACE + n * PAGE, PAGE);
        EXPECT(at == PLACE + n * PAGE);
        touch(at);
    }
    for (size_t n = 0; n < MAPPINGS; n += 2) {
        protect(PLACE + n * PAGE, PAGE, TAY_MAP_READ);
    }
    tay_ua_t place = map(PLACE, PAGE);
    EXPECT(place == PLACE + MAPPINGS * PAGE);
    unmap(place, PAGE);
    protect(PLACE, MAPPINGS * PAGE, READ_WRITE);
    EXPECT(tay_space_protect(TAY_CAP_SELF, PLACE, (MAPPINGS + 1) * PAGE, TAY_MAP_READ) ==
           TAY_ENOENT);
    protect(PLACE, MAPPINGS * PAGE, READ_WRITE);
    unmap(PLACE, MAPPINGS * PAGE);
}

/* With room for nothing but one page between them. */
static void many_gaps(void)
{
    for (size_t n = 0; n < MAPPINGS; n++) {
        tay_ua_t at = map(PLACE + 2 * n * PAGE, PAGE);
        EXPECT(at == PLACE + 2 * n * PAGE);
    }
    tay_ua_t place = map(PLACE, 2 * PAGE);
    EXPECT(place == PLACE + (2 * MAPPINGS - 1) * PAGE);
    unmap(PLACE, 3 * MAPPINGS * PAGE);
}

/* One page in each table, at its end, in one mapping, and one page in each table of tables. */
static void sparse(void)
{
    const size_t large = 256 * MIB, apart = GIB, count = 200;
    tay_ua_t start = map(PLACE, large);
    fill(start + 2 * MIB - PAGE, large, 2 * MIB);
    protect(start, large, TAY_MAP_READ);
    protect(start, large, READ_WRITE);
    unmap(start, large);
    map(PLACE, large);
    unmap(PLACE, large);
    for (size_t n = 0; n < count; n++) {
        touch(map(PLACE + n * apart + apart - PAGE, PAGE));
    }
    unmap(PLACE, count * apart);
}

static void dense(void)
{
    const size_t large = 16 * MIB;
    tay_ua_t start = map(PLACE, large);
    fill(start, large, PAGE);
    protect(start, large, TAY_MAP_READ);
    protect(start, large, READ_WRITE);
    fill(start, large, PAGE);
    unmap(start, large);
}

static tay_ua_t map_shared(tay_cap_t memory, size_t length_bytes, unsigned protection)
{
    tay_ua_t address;
    EXPECT(tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, PLACE, protection, &address) ==
           TAY_OK);
    return address;
}

static void objects(void)
{
    const size_t large = 64 * MIB;
    tay_cap_t memory;
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, large, &memory) == TAY_OK);
    tay_ua_t start = map_shared(memory, large, READ_WRITE | TAY_MAP_SHARED);
    fill(start, large, PAGE);
    unmap(start, large);
    start = map_shared(memory, large, READ_WRITE);
    fill(start, large, 4 * PAGE);
    unmap(start, large);
    start = map_shared(memory, large, TAY_MAP_READ | TAY_MAP_EXECUTE);
    for (size_t offset = 0; offset < large; offset += 16 * PAGE) {
        (void)*(volatile char *)(start + offset);
    }
    EXPECT(tay_object_destroy(memory) == TAY_OK);

    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, large, &memory) == TAY_OK);
    start = map_shared(memory, large, READ_WRITE | TAY_MAP_SHARED);
    fill(start + large - PAGE, PAGE, PAGE);
    EXPECT(tay_object_destroy(memory) == TAY_OK);
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, large, &memory) == TAY_OK);
    for (size_t n = 0; n < CROWD; n++) {
        map_shared(memory, PAGE, READ_WRITE | TAY_MAP_SHARED);
    }
    EXPECT(tay_object_destroy(memory) == TAY_OK);
}

void stress_memory(void)
{
    many_mappings();
    many_gaps();
    sparse();
    dense();
    objects();
}
