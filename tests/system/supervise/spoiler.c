/* SPDX-License-Identifier: MIT */
/*
 * Flips bits in fat while programs use it and others: arguments are the seed, how many flips, and
 * the services in the order of their words, fat the last. Only fat may die.
 *
 * What fat has done to its volume while it was damaged outlasts it. So there are three ways back:
 * it comes back by itself; it is restarted by hand; or the volume is lost, and is made anew: the
 * card has a second one, of the same size, which is empty and whose structure is copied.
 */
#include "load.h"
#include "random.h"
#include "victim.h"

#include <expect.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/block.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>

#define WINDOW_NS (200 * TAY_NS_PER_US)
#define ROUND_NS TAY_NS_PER_MS /* of the load: bits are flipped at any moment of it */
#define TIMES_MAX 4096

/* The card's table of partitions, and the volume's first sector. */
#define TABLE 446u
#define ENTRY_BYTES 16u
#define ENTRY_FIRST 8u
#define BOOT_RESERVED 14u
#define BOOT_TABLES 16u
#define BOOT_ROOT_SLOTS 17u
#define BOOT_TABLE_SECTORS 22u
#define SLOT_BYTES 32u
#define STRUCTURE_MAX 256u

static unsigned fat; /* the last of the victims */
static unsigned long manifested, recovered, by_hand, lost;
static uint64_t time_ns[TIMES_MAX]; /* from a flip until all was well, of those that recovered */
static tay_cap_t card;

static uint32_t get16(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const uint8_t *at)
{
    return get16(at) | get16(at + 2) << 16;
}

static void open_card(void)
{
    EXPECT(tay_block_open(tay_startup_cap("sd"), 0, 0, &card, NULL) == TAY_OK);
}

/* The structure of the empty volume over that of fat's. */
static void write_volume(void)
{
    static uint8_t data[STRUCTURE_MAX * TAY_BLOCK_BYTES];
    EXPECT(tay_block_read(card, 0, 1, data, NULL) == TAY_OK);
    uint32_t fats = get32(data + TABLE + ENTRY_FIRST);
    uint32_t empty = get32(data + TABLE + ENTRY_BYTES + ENTRY_FIRST);
    EXPECT(tay_block_read(card, empty, 1, data, NULL) == TAY_OK);
    uint32_t count = get16(data + BOOT_RESERVED) +
                     data[BOOT_TABLES] * get16(data + BOOT_TABLE_SECTORS) +
                     get16(data + BOOT_ROOT_SLOTS) * SLOT_BYTES / TAY_BLOCK_BYTES;
    EXPECT(count > 1 && count <= STRUCTURE_MAX);
    EXPECT(tay_block_read(card, empty, count, data, NULL) == TAY_OK);
    EXPECT(tay_block_write(card, fats, count, data, NULL) == TAY_OK);
}

static void make_anew(void)
{
    EXPECT(tay_supervisor_stop(victim_supervisor, victims[fat].number) == TAY_OK);
    write_volume();
    victim_progress[LOAD_WORD_VOLUME]++;
    EXPECT(tay_supervisor_start(victim_supervisor, victims[fat].number) == TAY_OK);
    EXPECT(victim_answers(fat, VICTIM_PATIENCE_BY_HAND_NS));
}

static void bring_back(void)
{
    EXPECT(tay_supervisor_restart(victim_supervisor, victims[fat].number) == TAY_OK);
    if (victim_answers(fat, VICTIM_PATIENCE_NS)) {
        by_hand++;
        return;
    }
    lost++;
    make_anew();
}

static void look(tay_time_t flipped_ns)
{
    victim_sleep(WINDOW_NS);
    bool answers = victim_answers(fat, VICTIM_PATIENCE_NS);
    bool died = victim_starts(victims[fat].number) != victims[fat].starts;
    manifested += died || !answers ? 1 : 0;
    if (!answers) {
        bring_back();
    } else if (died) {
        EXPECT(recovered < TIMES_MAX);
        time_ns[recovered++] = tay_time_now() - flipped_ns;
    }
}

/* Of all services of the machine only fat has died, if ever. */
static void expect_others(void)
{
    struct tay_service service;
    unsigned number = 1;
    for (; tay_supervisor_query(victim_supervisor, number, &service) == TAY_OK; number++) {
        if (number != victims[fat].number && (service.starts != 1 || service.crashes != 0)) {
            printf("spoiler: %s was started %u times\n", service.name, service.starts);
            exit(EXIT_FAILURE);
        }
    }
    EXPECT(number > victim_count);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void tell(void)
{
    printf("spoiler: %lu bits in registers and %lu in memory: %lu manifested, %lu recovered, "
           "%lu by hand, %lu volumes lost\n",
           victim_registers, victim_memory, manifested, recovered, by_hand, lost);
    EXPECT(manifested == recovered + by_hand + lost);
    qsort(time_ns, recovered, sizeof time_ns[0], compare);
    if (recovered > 0) {
        printf("spoiler: who recovered did so, in ns: p50 %llu, p99 %llu\n",
               (unsigned long long)time_ns[recovered / 2],
               (unsigned long long)time_ns[recovered * 99 / 100]);
    }
}

int main(int argument_count, char **arguments)
{
    EXPECT(argument_count > 3);
    unsigned long flips = strtoul(arguments[2], NULL, 10);
    random_begin(strtoull(arguments[1], NULL, 10));
    open_card();
    victim_begin((unsigned)argument_count - 3, arguments + 3);
    fat = victim_count - 1;
    for (unsigned long done = 0; done < flips;) {
        victim_sleep(random_below(ROUND_NS));
        if (victim_flip(fat)) {
            done++;
            look(tay_time_now());
        }
    }
    make_anew(); /* it may be damaged without showing it */
    expect_others();
    tell();
    victim_progress[LOAD_WORD_STOP] = 1;
    return EXIT_SUCCESS;
}
