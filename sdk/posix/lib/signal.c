/* SPDX-License-Identifier: MIT */
/*
 * Signals. The kernel interrupts the first thread in proc's name, with the signals as bits of the
 * cause. In the upcall they are added to those that wait; if one is to be handled now, the upcall
 * leaves a record of what was interrupted on the stack, and lets the thread go on in signal_run,
 * so that handlers may be interrupted again, and may be left by longjmp. At its end signal_run
 * interrupts the thread itself, once more, with RETURN_BIT: the upcall takes the record back. A
 * signal for one thread (pthread_kill) is in a set of that thread's, and LOOK_BIT says that it is.
 *
 * Invariant: while a thread's mask holds everything back, nothing here happens to it.
 */
#include <signal.h>

#include "error.h"
#include "file.h"
#include "process.h"
#include "raise.h"
#include "signal_state.h"
#include "signal_wait.h"
#include "thread.h"
#include "upcall.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <tay/lock.h>
#include <tay/operations.h>
#include <tay/registers.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>
#include <unistd.h>

#define BIT(signal) ((sigset_t)1 << (signal))
#define RETURN_BIT BIT(0)
#define LOOK_BIT ((tay_word_t)1 << NSIG)
#define ALL (~(sigset_t)0 & 0xfffffffeu)
#define NEVER_HELD (BIT(SIGKILL) | BIT(SIGSTOP))
#define BELL_BIT 1u
#define PID_SHIFT 32 /* of tags: those of each process are its own */
#define EXIT_SIGNAL_BASE 128

/* What was interrupted. */
struct signal_frame {
    struct tay_registers before;
    sigset_t mask;
    uint64_t signal;
    uint64_t error;
    uint64_t reserved;
};

_Static_assert(sizeof(struct signal_frame) == SIGNAL_FRAME_BYTES, "upcall.S leaves so much room");

void signal_enter(void); /* upcall.S */
__attribute__((noreturn)) void signal_upcall(tay_word_t cause, struct tay_registers *area,
                                             struct signal_frame *frame);

/* Each field is written and read by itself: who changes an action while it is taken sees either. */
static struct sigaction actions[NSIG];

static sigset_t waiting; /* atomic: signals that have come, and that nobody has handled */

static struct tay_registers save_area;
static tay_cap_t catcher; /* the thread that is interrupted; null: none is yet */
static _Thread_local const struct signal_frame *returning;
static _Thread_local volatile bool has_handled;
/* Signalled when a handler is to run; null: the thread does not wait so. */
static _Thread_local volatile tay_cap_t bell;

/* Sets the calling thread's mask; what stands before and behind it in the text is done so. */
static void hold(sigset_t held)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    thread_self->held = held;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* Handling ---------------------------------------------------------------------------------------
 */

/* Ends the program as a signal that is not caught does: proc does it, and remembers by which. */
__attribute__((noreturn)) static void end_by(int signal)
{
    tay_cap_t proc = process_session();
    tay_pid_t self, parent;
    if (proc != TAY_CAP_NULL && tay_proc_catch(proc, TAY_CAP_NULL) == TAY_OK &&
        tay_proc_self(proc, &self, &parent) == TAY_OK) {
        enum tay_status status = tay_proc_kill(proc, self, (unsigned)signal);
        (void)status; /* does not return */
    }
    _exit(EXIT_SIGNAL_BASE + signal);
}

/* The signals that have come, and that the calling thread could handle. */
static sigset_t all_waiting(void)
{
    return __atomic_load_n(&waiting, __ATOMIC_ACQUIRE) |
           (sigset_t)__atomic_load_n(&thread_self->directed, __ATOMIC_ACQUIRE);
}

/* Takes one of them; false: another thread has it. */
static bool take_one(int signal)
{
    uint64_t bit = BIT(signal);
    return (__atomic_fetch_and(&thread_self->directed, ~bit, __ATOMIC_ACQ_REL) & bit) != 0 ||
           (__atomic_fetch_and(&waiting, ~BIT(signal), __ATOMIC_ACQ_REL) & BIT(signal)) != 0;
}

/* Takes the first signal that is to be handled now; 0: there is none. */
static int take(void)
{
    sigset_t due;
    while ((due = all_waiting() & ~thread_self->held) != 0) {
        int signal = __builtin_ctzl(due);
        if (!take_one(signal)) {
            continue;
        }
        _sig_func_ptr handler = actions[signal].sa_handler;
        if (handler == SIG_DFL && !raise_is_ignored(signal)) {
            end_by(signal);
        }
        if (handler != SIG_DFL && handler != SIG_IGN) {
            return signal;
        }
    }
    return 0;
}

static sigset_t mask_during(int signal)
{
    sigset_t own = (actions[signal].sa_flags & SA_NODEFER) != 0 ? 0 : BIT(signal);
    return (thread_self->held | actions[signal].sa_mask | own) & ~NEVER_HELD;
}

static void run(int signal)
{
    struct sigaction action = actions[signal];
    if ((action.sa_flags & SA_RESETHAND) != 0) {
        actions[signal].sa_handler = SIG_DFL;
    }
    has_handled = true;
    if ((action.sa_flags & SA_RESTART) == 0) {
        thread_self->interruptions++;
    }
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) {
        return; /* it was changed just now */
    }
    if ((action.sa_flags & SA_SIGINFO) != 0) {
        siginfo_t info = {.si_signo = signal, .si_code = SI_USER};
        action.sa_sigaction(signal, &info, NULL);
    } else {
        action.sa_handler(signal);
    }
}

/* Handles what waits, as a function that the thread calls. */
static void handle_waiting(void)
{
    int signal;
    while ((signal = take()) != 0) {
        sigset_t before = thread_self->held;
        int error = errno;
        hold(mask_during(signal));
        run(signal);
        errno = error;
        hold(before);
    }
}

/* Where an interrupted thread goes on. */
__attribute__((noreturn)) static void signal_run(struct signal_frame *frame)
{
    run((int)frame->signal);
    hold(ALL);
    returning = frame;
    for (;;) {
        enum tay_status status = tay_thread_interrupt(thread_self->handle, RETURN_BIT);
        (void)status; /* does not come back */
    }
}

static void divert(struct tay_registers *area, struct signal_frame *frame, int signal)
{
    frame->before = *area;
    frame->mask = thread_self->held;
    frame->signal = (uint64_t)signal;
    frame->error = (uint64_t)errno;
    hold(mask_during(signal));
    area->x[0] = (uintptr_t)frame;
    area->x[29] = 0; /* the end of a backtrace (AAPCS64, 6.4.6) */
    area->x[30] = 0;
    area->sp = (uintptr_t)frame;
    area->pc = (uintptr_t)signal_run;
}

void signal_upcall(tay_word_t cause, struct tay_registers *area, struct signal_frame *frame)
{
    if ((cause & RETURN_BIT) != 0) {
        *area = returning->before;
        hold(returning->mask);
        errno = (int)returning->error;
    }
    __atomic_fetch_or(&waiting, cause & ALL, __ATOMIC_ACQ_REL);
    int signal = take();
    if (signal != 0) {
        divert(area, frame, signal);
        if (bell != TAY_CAP_NULL) {
            enum tay_status status = tay_trap_notify(bell, BELL_BIT);
            (void)status; /* ours */
        }
    }
    for (;;) {
        enum tay_status status = tay_thread_resume(thread_self->handle);
        (void)status; /* does not return */
    }
}

/* Catching ---------------------------------------------------------------------------------------
 */

static bool would_stop(int signal)
{
    return tay_proc_signal_is((unsigned)signal, TAY_PROC_SIGNALS_STOPPING);
}

static int raise_here(int signal)
{
    if (signal <= 0 || signal >= NSIG) {
        return error_return(EINVAL);
    }
    if (signal == SIGKILL) {
        end_by(signal);
    }
    if (would_stop(signal) && actions[signal].sa_handler == SIG_DFL) {
        return error_return(ENOSYS);
    }
    __atomic_fetch_or(&waiting, BIT(signal), __ATOMIC_ACQ_REL);
    handle_waiting();
    return 0;
}

/* Lets signals from outside come to the calling thread. */
static void catch_here(void)
{
    tay_cap_t proc = process_session();
    tay_cap_t self = thread_self->handle;
    if (proc != TAY_CAP_NULL &&
        tay_process_set_upcall(TAY_CAP_SELF, (tay_ua_t)signal_enter) == TAY_OK &&
        tay_thread_set_save_area(self, (tay_ua_t)&save_area) == TAY_OK &&
        tay_proc_catch(proc, self) == TAY_OK) {
        catcher = self;
        file_keep_on((uint64_t)getpid() << PID_SHIFT);
    }
}

/* In a clone only the thread that forked is left. What waited was for the parent; what is for the
 * clone is held back by proc until it has named a thread. */
static void begin_in_clone(void)
{
    __atomic_store_n(&waiting, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&thread_self->directed, 0, __ATOMIC_RELEASE);
    bell = TAY_CAP_NULL;
    if (thread_self->bell != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(thread_self->bell); /* the parent's */
        (void)status;
        thread_self->bell = TAY_CAP_NULL;
    }
    if (catcher != TAY_CAP_NULL) {
        catcher = TAY_CAP_NULL;
        catch_here();
    }
}

/* What whoever started the program ignores is ignored. */
static void take_ignored(uint32_t ignored)
{
    for (int signal = 1; signal < NSIG; signal++) {
        if ((ignored & BIT(signal)) != 0) {
            actions[signal].sa_handler = SIG_IGN;
        }
    }
}

/* The first thread that says what is to be done on a signal is the one that gets them. */
static void begin(void)
{
    static bool begun;
    const struct tay_startup *block = tay_startup();
    if (!__atomic_exchange_n(&begun, true, __ATOMIC_ACQ_REL)) {
        if (block != NULL) {
            take_ignored(block->ignored);
        }
        thread_in_clone(begin_in_clone);
        catch_here();
    }
}

/* A signal that a program raises ends it by proc, so that it is told as what it is. A program that
 * is started with signals that are held back or ignored gets all of them itself from the start. */
static void begin_before(void)
{
    const struct tay_startup *block = tay_startup();
    raise_by(raise_here);
    if (block != NULL && (block->held | block->ignored) != 0) {
        begin();
    }
}

/* Before all constructors. */
__attribute__((section(".preinit_array"),
               used)) static void (*const begin_first)(void) = begin_before;

int sigaction(int signal, const struct sigaction *action, struct sigaction *before_out)
{
    if (signal <= 0 || signal >= NSIG ||
        (action != NULL && (signal == SIGKILL || signal == SIGSTOP))) {
        return error_return(EINVAL);
    }
    sigset_t held = thread_self->held;
    hold(ALL);
    if (before_out != NULL) {
        *before_out = actions[signal];
    }
    if (action != NULL) {
        actions[signal] = *action;
        begin();
    }
    hold(held);
    handle_waiting();
    return 0;
}

_sig_func_ptr signal(int signal, _sig_func_ptr handler)
{
    struct sigaction action = {.sa_handler = handler};
    struct sigaction before;
    return sigaction(signal, &action, &before) == 0 ? before.sa_handler : SIG_ERR;
}

int pthread_sigmask(int how, const sigset_t *set, sigset_t *before_out)
{
    if (set != NULL && how != SIG_BLOCK && how != SIG_UNBLOCK && how != SIG_SETMASK) {
        return EINVAL;
    }
    sigset_t now = thread_self->held;
    if (before_out != NULL) {
        *before_out = now;
    }
    if (set != NULL) {
        sigset_t next = how == SIG_BLOCK ? now | *set : how == SIG_UNBLOCK ? now & ~*set : *set;
        if (next != 0) {
            begin(); /* else proc would not know that there is a mask */
        }
        hold(next & ALL & ~NEVER_HELD);
        handle_waiting();
    }
    return 0;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *before_out)
{
    return error_return(pthread_sigmask(how, set, before_out));
}

int sigpending(sigset_t *set_out)
{
    *set_out = all_waiting() & thread_self->held;
    return 0;
}

void signal_wait_begin(struct signal_wait *wait, const sigset_t *mask, tay_cap_t next_bell)
{
    wait->mask_before = thread_self->held;
    hold(ALL);
    wait->bell_before = bell;
    bell = next_bell;
    has_handled = false;
    hold(mask == NULL ? wait->mask_before : *mask & ALL & ~NEVER_HELD);
    handle_waiting();
}

bool signal_wait_is_over(void)
{
    return has_handled;
}

void signal_wait_end(const struct signal_wait *wait)
{
    hold(ALL);
    bell = wait->bell_before;
    has_handled = true; /* for a wait whose handler this was called by */
    hold(wait->mask_before);
    handle_waiting();
}

/* The thread keeps it. */
static int make_suspend_bell(void)
{
    tay_cap_t made;
    if (thread_self->bell != TAY_CAP_NULL) {
        return 0;
    }
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &made);
    if (status == TAY_OK) {
        thread_self->bell = made;
    }
    return error_number(status);
}

int sigsuspend(const sigset_t *during)
{
    struct signal_wait wait;
    int error = make_suspend_bell();
    if (error != 0) {
        return error_return(error);
    }
    signal_wait_begin(&wait, during, thread_self->bell);
    while (!signal_wait_is_over()) {
        tay_word_t bits;
        enum tay_status status = tay_trap_wait(thread_self->bell, 0, 0, &bits);
        (void)status; /* TAY_OK, or TAY_ECANCELED: either way it looks again */
    }
    signal_wait_end(&wait);
    return error_return(EINTR);
}

int pause(void)
{
    sigset_t now = thread_self->held;
    return sigsuspend(&now);
}

/* Sending ----------------------------------------------------------------------------------------
 */

int kill(pid_t process, int signal)
{
    if (signal < 0 || signal >= NSIG) {
        return error_return(EINVAL);
    }
    if (process > 0 && process == getpid()) {
        return signal == 0 ? 0 : raise(signal);
    }
    tay_cap_t proc = process_session();
    if (proc == TAY_CAP_NULL) {
        return error_return(ESRCH);
    }
    return error_return(process_error(tay_proc_kill(proc, process, (unsigned)signal)));
}

/* Interrupts another thread, which needs a save area for that: once it has one, for ever. */
static enum tay_status interrupt(struct tay_thread *thread)
{
    static uint32_t lock;
    enum tay_status status = TAY_OK;
    tay_lock_acquire(&lock);
    if (thread->handle != catcher && thread->save_area == NULL) {
        thread->save_area = aligned_alloc(_Alignof(struct tay_registers), sizeof save_area);
        status = thread->save_area == NULL ? TAY_ENOMEM : TAY_OK;
        status = status == TAY_OK ? tay_process_set_upcall(TAY_CAP_SELF, (tay_ua_t)signal_enter)
                                  : status;
        status = status == TAY_OK
                     ? tay_thread_set_save_area(thread->handle, (tay_ua_t)thread->save_area)
                     : status;
    }
    status = status == TAY_OK ? tay_thread_interrupt(thread->handle, LOOK_BIT) : status;
    tay_lock_release(&lock);
    return status;
}

int pthread_kill(pthread_t target, int signal)
{
    struct tay_thread *thread = (struct tay_thread *)target;
    if (signal < 0 || signal >= NSIG) {
        return EINVAL;
    }
    if (would_stop(signal) && actions[signal].sa_handler == SIG_DFL) {
        return ENOSYS;
    }
    if (__atomic_load_n(&thread->end, __ATOMIC_ACQUIRE) == THREAD_ENDED || signal == 0) {
        return 0;
    }
    begin();
    __atomic_fetch_or(&thread->directed, BIT(signal), __ATOMIC_ACQ_REL);
    if (thread == thread_self) {
        handle_waiting();
        return 0;
    }
    enum tay_status status = interrupt(thread);
    return status == TAY_OK ? 0 : status == TAY_ENOMEM ? EAGAIN : ESRCH;
}

int killpg(pid_t group, int signal)
{
    return group < 0 ? error_return(EINVAL) : kill(-group, signal);
}

unsigned alarm(unsigned seconds)
{
    tay_cap_t proc = process_session();
    tay_time_t before_ns = 0;
    tay_time_t now_ns = tay_time_now();
    tay_time_t when_ns = seconds == 0 ? 0 : now_ns + seconds * TAY_NS_PER_S;
    if (proc == TAY_CAP_NULL || tay_proc_alarm(proc, when_ns, &before_ns) != TAY_OK ||
        before_ns == 0) {
        return 0;
    }
    /* One that is due but has not come yet still has a second, as POSIX tells it. */
    tay_time_t left_ns = before_ns > now_ns ? before_ns - now_ns : 1;
    return (unsigned)((left_ns + TAY_NS_PER_S - 1) / TAY_NS_PER_S);
}

/* Programs that are started
 * -------------------------------------------------------------------------
 */

void signal_state_ask(struct signal_state *state_out)
{
    *state_out =
        (struct signal_state){.held = (uint32_t)thread_self->held,
                              .waiting = (uint32_t)__atomic_load_n(&waiting, __ATOMIC_ACQUIRE)};
    for (int signal = 1; signal < NSIG; signal++) {
        if (actions[signal].sa_handler == SIG_IGN) {
            state_out->ignored |= (uint32_t)BIT(signal);
        }
    }
}

void signal_state_hold(void)
{
    if (catcher != TAY_CAP_NULL) {
        enum tay_status status = tay_proc_hold(process_session());
        (void)status; /* without proc nothing comes */
    }
}

void signal_state_release(void)
{
    if (catcher != TAY_CAP_NULL) {
        enum tay_status status = tay_proc_catch(process_session(), catcher);
        (void)status;
    }
}

/* Sets -------------------------------------------------------------------------------------------
 */

static bool is_signal(int signal)
{
    return signal > 0 && signal < NSIG;
}

int sigemptyset(sigset_t *set)
{
    *set = 0;
    return 0;
}

int sigfillset(sigset_t *set)
{
    *set = ALL;
    return 0;
}

int sigaddset(sigset_t *set, int signal)
{
    if (!is_signal(signal)) {
        return error_return(EINVAL);
    }
    *set |= BIT(signal);
    return 0;
}

int sigdelset(sigset_t *set, int signal)
{
    if (!is_signal(signal)) {
        return error_return(EINVAL);
    }
    *set &= ~BIT(signal);
    return 0;
}

int sigismember(const sigset_t *set, int signal)
{
    return is_signal(signal) ? (*set & BIT(signal)) != 0 : error_return(EINVAL);
}

/* Jumps ------------------------------------------------------------------------------------------
 */

void sigjmp_keep(struct sigjmp *jump, int has_mask)
{
    jump->has_mask = has_mask;
    jump->mask = thread_self->held;
}

void siglongjmp(sigjmp_buf environment, int value)
{
    if (environment->has_mask != 0) {
        hold(environment->mask);
        handle_waiting();
    }
    longjmp(environment->jump, value);
}
