/* SPDX-License-Identifier: MIT */
/*
 * The account of a difference: seed, step, what was done last, how each thread stands.
 */
#include "model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define NOTES 16
#define NOTE_BYTES 160

static char notes[NOTES][NOTE_BYTES];
static unsigned note_count;

void ipc_note(const char *format, ...)
{
    char *note = notes[note_count++ % NOTES];
    int used = snprintf(note, NOTE_BYTES, "step %u: ", ipc.step);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(note + used, NOTE_BYTES - (size_t)used, format, arguments);
    va_end(arguments);
}

static void tell_thread(int n)
{
    static const char *const waits[] = {[IPC_QUEUED] = "queued at",
                                        [IPC_TAKEN] = "taken, called",
                                        [IPC_ASIDE] = "aside, called",
                                        [IPC_RECEIVES] = "receives at",
                                        [IPC_WAITS] = "waits on"};
    const struct ipc_thread *thread = &ipc.thread[n];
    (void)fprintf(stderr, "  thread %d of process %d, base %u, priority %u: ", n, thread->process,
                  thread->base, thread->priority);
    if (thread->state == IPC_BLOCKED) {
        (void)fprintf(stderr, "%s object %d until %llu", waits[thread->wait], thread->on,
                      (unsigned long long)thread->deadline_ns);
    } else {
        (void)fprintf(stderr, "%s, last result: status %u kind %u info 0x%lx",
                      thread->state == IPC_READY ? "ready" : "stopped", thread->result.status,
                      thread->result.kind, (unsigned long)thread->result.info);
    }
    if (thread->hand != IPC_NONE) {
        (void)fprintf(stderr, "; answers thread %d", thread->hand);
    }
    (void)fprintf(stderr, "\n");
}

void ipc_fail(const char *format, ...)
{
    va_list arguments;
    (void)fprintf(stderr, "seed %u, step %u: ", ipc.seed, ipc.step);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "\nWhat was done last:\n");
    for (unsigned i = note_count > NOTES ? note_count - NOTES : 0; i < note_count; i++) {
        (void)fprintf(stderr, "  %s\n", notes[i % NOTES]);
    }
    (void)fprintf(stderr, "By the model, at %llu ns:\n", (unsigned long long)ipc.now_ns);
    for (int i = 0; i < ipc.thread_count; i++) {
        if (!ipc.thread[i].ended) {
            tell_thread(i);
        }
    }
    abort();
}
