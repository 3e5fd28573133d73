/* SPDX-License-Identifier: MIT */
/*
 * Address space identifiers: a bit is set exactly if the identifier is in use. The search goes on
 * where the last one ended, so that an identifier rests before it is used again.
 */
#include <a64_asid.h>

#include <a64_pte.h>

#define WORD_BITS 64
#define WORDS (A64_ASID_COUNT / WORD_BITS)

static uint64_t in_use[WORDS];
static unsigned last_word;

uint16_t a64_asid_take(void)
{
    for (unsigned i = 1; i <= WORDS; i++) {
        unsigned word = (last_word + i) % WORDS;
        uint64_t usable = word == 0 ? ~(UINT64_C(1) << A64_ASID_NONE) : UINT64_MAX;
        uint64_t free = usable & ~in_use[word];
        if (free != 0) {
            unsigned bit = (unsigned)__builtin_ctzll(free);
            in_use[word] |= UINT64_C(1) << bit;
            last_word = word;
            return (uint16_t)(word * WORD_BITS + bit);
        }
    }
    return A64_ASID_NONE;
}

void a64_asid_give(uint16_t asid)
{
    in_use[asid / WORD_BITS] &= ~(UINT64_C(1) << asid % WORD_BITS);
}
