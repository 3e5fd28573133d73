/* SPDX-License-Identifier: MIT */
/*
 * The C library's needs: thread-local data, constructors, an end, and who this is.
 *
 * The thread pointer belongs to the kernel, which restores it with the thread, so it is set by an
 * operation and _set_tls is ours. Everything else that picolibc leaves to the system stands here,
 * but for its heap.
 */
#include <tay/runtime.h>

#include "guard.h"
#include "log.h"
#include "thread.h"
#include <picotls.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <unistd.h>

#define EXIT_STATUS_MASK 0xff

/* The linker script's: room for the first thread's data, and how far in front of it the thread
 * pointer lies (ELF for the Arm 64-bit Architecture, "Thread Local Storage": variant 1). */
extern char __tay_tls_block[];
extern char __arm64_tls_tcb_offset[];

extern char **environ;
extern int main(int argument_count, char **arguments);
extern void __libc_init_array(void);

/* Part of what picolibc's start-up code calls before and after constructors and destructors. */
void _init(void);
void _fini(void);

void _init(void)
{
}

void _fini(void)
{
}

static tay_cap_t runtime_thread;

void _set_tls(void *tls)
{
    tay_ua_t pointer = (tay_ua_t)tls - (tay_ua_t)__arm64_tls_tcb_offset;
    enum tay_status status = tay_thread_set_pointer(runtime_thread, pointer);
    if (status != TAY_OK) {
        _exit(EXIT_FAILURE); /* nothing that uses errno could run */
    }
}

void _exit(int status)
{
    log_close();
    for (;;) {
        enum tay_status ended =
            tay_process_exit(TAY_CAP_SELF, (tay_word_t)status & EXIT_STATUS_MASK);
        (void)ended; /* does not return */
    }
}

/* Not inlined: the thread pointer, which a function may keep, changes in between. */
__attribute__((noinline, noreturn)) static void run_main(const struct tay_runtime *runtime)
{
    thread_begin_first(runtime->thread);
    if (runtime->environment != NULL) {
        environ = runtime->environment;
    }
    __libc_init_array();
    exit(main(runtime->argument_count, runtime->arguments));
}

void tay_runtime_run(const struct tay_runtime *runtime)
{
    runtime_thread = runtime->thread;
    log_open(runtime->log, runtime->argument_count > 0 ? runtime->arguments[0] : "?");
    guard_set(runtime->seed);
    _init_tls(__tay_tls_block);
    _set_tls(__tay_tls_block);
    run_main(runtime);
}
