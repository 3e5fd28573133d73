/* SPDX-License-Identifier: MIT */
/*
 * A plain model of the kernel: which handles are good, with which type and rights, and what each
 * process reads at each mapped byte. It learns from the traps that are taken and their answers, and
 * knows nothing of how the kernel does it; where it and the kernel differ, the program ends.
 *
 * It wants every trap to be whole: no preemption, and one priority for all threads.
 */
#ifndef MODEL_H
#define MODEL_H

#include <operation_rows.h>
#include <process/process.h>
#include <tay/abi/trap.h>

#define MODEL_NONE (-1)
#define MODEL_DEVICE (-2) /* behind a page: the device range */

/* Objects ---------------------------------------------------------------------------------------*/

struct model_object {
    unsigned type;
    bool permanent;
    bool ended;
    unsigned capability_count;
    int account;                  /* of a process; of an account: its parent */
    int process;                  /* of a thread */
    const struct process *kernel; /* of a process: to find its table */
    int behind;                   /* of memory: itself, or MODEL_DEVICE */
    size_t first_page;            /* of memory: in what is behind it */
};

struct model_capability {
    int object; /* MODEL_NONE: not in use */
    int process;
    tay_cap_t handle;
    unsigned rights;
    int parent; /* the capability it was copied from, or MODEL_NONE */
};

/* Forgets all, then knows init as it is just after boot. */
void model_begin(const struct process *init, const struct tay_boot_info *info);
void model_end(void);

struct model_object *model_object(int n);
/* The process that the kernel means. */
int model_process(const struct process *process);
/* The capability under a handle; MODEL_NONE. */
int model_find(int process, tay_word_t handle);
const struct model_capability *model_capability(int n);

int model_add_object(unsigned type, int account);
void model_add_capability(int process, tay_cap_t handle, int object, unsigned rights, int parent);
/* Adds the one that the model does not know yet in a process's table. */
void model_add_unknown(int process, int object, unsigned rights);
void model_close(int capability);
void model_revoke(int capability);
void model_end_object(int object);

/* Compares every table. */
void model_compare(void);

/* Memory ----------------------------------------------------------------------------------------*/

struct model_range {
    int process;
    tay_ua_t start;
    size_t bytes;
};

void model_map(struct model_range range, int memory, size_t first_page, unsigned flags);
void model_unmap(struct model_range range);
void model_protect(struct model_range range, unsigned protection);
/* An operation stopped half-way: takes over what the kernel says of the range. */
void model_take_over(struct model_range range);
void model_unmap_memory(int memory);
bool model_may(int process, tay_ua_t address, unsigned access);
uint8_t model_read(int process, tay_ua_t address);
void model_write(int process, tay_ua_t address, uint8_t value);
/* Calls a function for the start of each readable page of a process. */
void model_each_page(int process, void (*function)(int process, tay_ua_t page));
void model_forget_memory(void);

/* Traps -----------------------------------------------------------------------------------------*/

/* What the kernel must answer, so far as a call's checks go that its row names; TAY_OK: they pass.
 */
enum tay_status model_expect(int process, tay_cap_t handle, const struct tay_message *in);

/* A call has succeeded. */
void model_apply(int process, tay_cap_t handle, const struct tay_message *in,
                 const struct tay_message *out);

/* The model and the kernel differ. */
_Noreturn void model_fail(const char *what, uint64_t number);

#endif
