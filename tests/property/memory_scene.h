/* SPDX-License-Identifier: MIT */
/*
 * The machine of the property test of memory: init, an urgent thread of init that can act in the
 * midst of what anybody else does, programs, memory objects, and what went on lately.
 *
 * init is server and supervisor of all programs, by one endpoint. Everybody but the urgent thread
 * has the same priority, and acts when its turn is.
 */
#ifndef MEMORY_SCENE_H
#define MEMORY_SCENE_H

#include "plain_memory.h"

#include <choice.h>
#include <sim.h>
#include <stdnoreturn.h>
#include <tay/abi/operation.h>

struct process;
struct memory;

#define ACCOUNTS 2u
/* In init's table; init and the urgent thread act with it. */
struct program {
    bool live;
    bool waits; /* in a call, which `reply` answers */
    tay_cap_t reply;
    struct hal_context *context;
    struct process *kernel;
    tay_cap_t process;
    unsigned account;
    bool supervised;
    uint64_t label;
    tay_cap_t object[PLAIN_OBJECTS]; /* in its own table; TAY_CAP_NULL: none */
    unsigned rights[PLAIN_OBJECTS];  /* of those */
    bool is_clone;
};

struct shared_object {
    bool live;
    tay_cap_t handle; /* TAY_CAP_NULL: nobody can name it any more */
    unsigned pages;
    struct memory *kernel;
};

extern struct memory_scene {
    struct hal_context *init;
    struct hal_context *urgent;
    tay_cap_t bell;
    tay_cap_t endpoint;
    tay_cap_t account[ACCOUNTS];
    size_t budget_bytes[ACCOUNTS];
    uint64_t labels; /* how many were given */
    struct program program[PLAIN_PROCESSES];
    struct shared_object object[PLAIN_OBJECTS];
    int changing; /* the program in the midst of whose change others may act; -1: none */
    /* What the urgent thread does when it wakes in the midst of something; NULL: nothing. */
    void (*middle)(void);
    int away; /* the core that is in the kernel while others act; -1: none */
    struct choice choice;
} scene;

/* How often the urgent thread has acted while another core was between two pieces of its work. */
extern unsigned long scene_acted_beside;

/* Boots a machine with so many cores, with nothing on it but init and its urgent thread. */
void scene_begin(unsigned seed, unsigned cores);

unsigned scene_choose(unsigned n);

/* A call on a kernel object. */
struct scene_call {
    struct hal_context *by;
    tay_cap_t handle;
    unsigned operation;
    tay_word_t word[TAY_WORDS];
    uint64_t lend; /* for reading and writing; 0: nothing */
};

/* What a call gave that never came back: its process ended. */
#define GONE SIM_BLOCKED

/* Takes it, with all that happens on the way; *out: what came back. */
enum tay_status scene_call(const struct scene_call *call, struct tay_message *out);
/* Whether one has failed since this was last asked. */
bool scene_failed(void);
/* A call of init, without a word of interest in what comes back. */
enum tay_status scene_do(unsigned operation, tay_cap_t handle, tay_word_t word);
/* The same; it must succeed; the first word that comes back. */
tay_word_t scene_make(const struct scene_call *call);
/* The thread becomes current; all kicks have come. */
void scene_act(struct hal_context *thread);
/* Somebody lets others run. */
void scene_pass(void);
/* Whether somebody else can end what runs in this thread: its core takes interrupts. */
bool scene_can_end(const struct hal_context *thread);

/* The urgent thread acts at so many preemption points from now, or not at all. */
void scene_arm(unsigned points);
/* No more preemption; the urgent thread sleeps. */
void scene_disarm(void);

/* init must receive this, sooner or later; `word`: its first word, if it has one. */
void scene_expect(enum tay_kind kind, uint64_t badge, tay_word_t word);
/* init receives all that is there: what was expected, and nothing else. */
void scene_listen(void);

/* Whether a page lies in a table of pages that other spaces use, too. */
bool scene_table_is_shared(const struct hal_space *space, tay_ua_t address);

/* Bytes that an account has left. */
size_t scene_left_bytes(unsigned account);

/* Tells of what is done, for the account of a failure. */
void scene_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the program, with an account of what went on. */
noreturn void scene_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
