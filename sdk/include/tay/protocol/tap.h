/* SPDX-License-Identifier: MIT */
/** @file
 * A tap on a stream: memory in which a server leaves a copy of all that it puts out, for one that
 * shows it elsewhere, as the display shows what the console writes.
 *
 * Server and reader share a memory object and a notification, which their manifests name:
 *
 *     cap tap = memory console-tap 8K : read write          the server
 *     cap tap-bell = notification console-tap-bell : send
 *
 *     cap tap = memory console-tap 8K : read                the reader
 *     cap tap-bell = notification console-tap-bell : receive
 *
 * Neither calls the other: the server never waits for the reader, and goes on if it dies; a reader
 * that was too slow finds out, and goes on with what is still there. Both may be started again.
 */
#ifndef TAY_PROTOCOL_TAP_H
#define TAY_PROTOCOL_TAP_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_TAP_BYTES 4096u /**< of text that the memory holds; a power of two */
#define TAY_TAP_BIT 0x1u    /**< of the notification: there is more */

/** The memory; all zero: nothing was ever put. */
struct tay_tap {
    uint64_t count;           /**< bytes that were put, ever */
    char text[TAY_TAP_BYTES]; /**< byte n of them at n % TAY_TAP_BYTES */
};

/**
 * Puts a byte. The server alone may do so; it tells the reader by the notification.
 *
 * @param tap the memory, mapped writable
 * @param byte any
 */
static inline void tay_tap_put(struct tay_tap *tap, char byte)
{
    uint64_t count = __atomic_load_n(&tap->count, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE); /* the byte behind the count that gives up its place */
    __atomic_store_n(&tap->text[count % TAY_TAP_BYTES], byte, __ATOMIC_RELAXED);
    __atomic_store_n(&tap->count, count + 1, __ATOMIC_RELEASE); /* behind its byte */
}

/**
 * Takes a byte.
 *
 * @param tap the memory
 * @param next in: which byte; 0: the oldest that is there. Out: the one behind the byte taken
 * @param byte_out on true
 * @return false: there is none yet. A byte that is no longer there is skipped, with all before it
 *         that were overwritten: then *next is more than one ahead.
 */
static inline bool tay_tap_take(const struct tay_tap *tap, uint64_t *next, char *byte_out)
{
    for (;;) {
        uint64_t count = __atomic_load_n(&tap->count, __ATOMIC_ACQUIRE);
        uint64_t oldest = count < TAY_TAP_BYTES ? 0 : count - TAY_TAP_BYTES + 1;
        if (*next < oldest || *next > count) {
            *next = oldest; /* too slow, or the memory is another one */
        }
        if (*next == count) {
            return false;
        }
        char byte = __atomic_load_n(&tap->text[*next % TAY_TAP_BYTES], __ATOMIC_RELAXED);
        __atomic_thread_fence(__ATOMIC_ACQUIRE); /* the byte before the count that confirms it */
        if (__atomic_load_n(&tap->count, __ATOMIC_RELAXED) < *next + TAY_TAP_BYTES) {
            *byte_out = byte;
            ++*next;
            return true;
        }
    }
}

#ifdef __cplusplus
}
#endif

#endif
