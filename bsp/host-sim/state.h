/* SPDX-License-Identifier: MIT */
/*
 * The state of the simulated machine, shared by its parts.
 */
#ifndef HOST_SIM_STATE_H
#define HOST_SIM_STATE_H

#include <machine.h>

#define TLB_ENTRIES 512

/* One descriptor that a walk used: of the page, or of a table on the way to it. */
struct tlb_entry {
    uint16_t asid;
    unsigned level;
    uint64_t number; /* address >> A64_LEVEL_SHIFT(level) */
    uint64_t root_pa;
    uint64_t descriptor; /* without the count of a table */
};

struct hardware_core {
    uint64_t clock;  /* instructions, with those that it waited for */
    uint64_t waited; /* for locks */
    tay_time_t timer_ns;
    bool kicked;
    const struct hal_context *keeps; /* whose live state it has; NULL: nobody's */
    bool keeps_wanted;               /* another core wants it */
    bool has_space;
    struct hal_space space;              /* while has_space */
    uint64_t tlb_used[TLB_ENTRIES / 64]; /* bit n: entry n is in use */
    struct tlb_entry tlb[TLB_ENTRIES];
};

struct hardware {
    bool is_on;
    unsigned char *ram;
    size_t ram_bytes;
    uint64_t *code_digest; /* of each frame when it was made executable; 0: never */
    unsigned char device[MACHINE_DEVICE_BYTES];
    uint64_t dma_pa; /* the page of RAM for DMA; 0: there is none */
    tay_time_t now_ns;
    tay_time_t reading_ns; /* what each reading of the clock takes */
    unsigned self;
    unsigned core_count;
    struct hardware_core core[HAL_CORES_MAX];
    uint64_t raised; /* by line */
    uint64_t unmasked;
    uint64_t preemption_state;
    unsigned preemption_one_in;
    tay_time_t preemption_ns;
    uint64_t keeping_state;
    unsigned keeping_one_in;
    unsigned locks_held;
    bool lock_wanted;
    uint64_t lock_cost;
    unsigned fast_count[TAY_TRAP_COUNT];
    void (*on_release)(void);
    struct hal_boot boot;
};

extern struct hardware hardware;

/* memory.c: RAM full of junk, or none. */
void memory_start(size_t bytes, uint64_t seed);
void memory_stop(void);
/* Whether [pa, pa + bytes) is RAM. */
bool memory_holds(uint64_t pa, size_t bytes);
/* The bytes behind a physical address, RAM or device; NULL if there is nothing. */
void *memory_at(uint64_t pa);
/* Asserts that a page was made executable since it was last written. */
void memory_check_code(uint64_t pa);

/* walk.c: the descriptor at a level for an address, 0 if a table is missing above it; the count of
 * a table descriptor is left out. */
uint64_t walk_to(uint64_t root_pa, tay_ua_t address, unsigned level);
/* Breaks the machine on a descriptor that no page table of ours may hold. */
void walk_check(uint64_t descriptor, unsigned level);

/* globals.c: the kernel's variables, as the program was loaded. */
void globals_restore(void);

/* context.c: forgets all contexts. */
void contexts_clear(void);
/* Takes what the acting core keeps away from it, if another one wants it. */
void context_on_kick(void);

/* system.c: ends what machine_run runs, or the program. */
noreturn void system_end(const struct machine_ending *ending);
/* What machine_run ran was left by other means: a failed assertion of a test. */
void system_uncatch(void);

#endif
