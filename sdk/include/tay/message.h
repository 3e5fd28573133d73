/* SPDX-License-Identifier: MIT */
/** @file
 * Reading and building struct tay_message: portable, whatever the width of a word.
 *
 * Invariant: a 64-bit value takes one word where a word has 64 bits and two, low half first, where
 * it has 32; so does the kernel count.
 */
#ifndef TAY_MESSAGE_H
#define TAY_MESSAGE_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The status in a message.
 *
 * @param message filled in by a trap
 * @return TAY_OK, or the trap's or the other side's error
 */
TAY_MUST_CHECK static inline enum tay_status tay_message_status(const struct tay_message *message)
{
    return (enum tay_status)(message->result & TAY_RESULT_STATUS_MASK);
}

/**
 * The kind of a received message.
 *
 * @param message filled in by a trap, with the status TAY_OK
 * @return set by the kernel
 */
static inline enum tay_kind tay_message_kind(const struct tay_message *message)
{
    return (enum tay_kind)((message->result & TAY_RESULT_KIND_MASK) >> TAY_RESULT_KIND_SHIFT);
}

/**
 * Puts a 64-bit value at a word.
 *
 * @param message written
 * @param index the first word to use; with it the value fits TAY_WORDS
 * @param value any
 * @return the index of the next free word
 */
static inline unsigned tay_message_put_u64(struct tay_message *message, unsigned index,
                                           uint64_t value)
{
    message->word[index] = (tay_word_t)value;
    if (sizeof(tay_word_t) >= sizeof(uint64_t)) {
        return index + 1;
    }
    message->word[index + 1] = (tay_word_t)(value >> 32);
    return index + 2;
}

/**
 * Takes a 64-bit value from a word.
 *
 * @param message read
 * @param index the first word of the value
 * @param value written
 * @return the index of the word behind the value
 */
static inline unsigned tay_message_get_u64(const struct tay_message *message, unsigned index,
                                           uint64_t *value)
{
    *value = message->word[index];
    if (sizeof(tay_word_t) >= sizeof(uint64_t)) {
        return index + 1;
    }
    *value |= (uint64_t)message->word[index + 1] << 32;
    return index + 2;
}

#ifdef __cplusplus
}
#endif

#endif
