/* SPDX-License-Identifier: MIT */
/*
 * Choices. A small one takes one byte, so that a fuzzer's mutations change one decision each.
 */
#include "choice.h"

#include <machine.h>

struct choice choice_from_bytes(const uint8_t *bytes, size_t count)
{
    return (struct choice){.bytes = bytes, .left = count};
}

struct choice choice_from_seed(uint64_t seed)
{
    /* So that small seeds that follow each other begin far apart. */
    return (struct choice){.state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15)};
}

bool choice_is_over(const struct choice *choice)
{
    return choice->bytes != NULL && choice->left == 0;
}

static unsigned next_byte(struct choice *choice)
{
    if (choice->bytes == NULL) {
        return (unsigned)(machine_random(&choice->state) >> 40) & 0xff;
    }
    if (choice->left == 0) {
        return 0;
    }
    choice->left--;
    return *choice->bytes++;
}

unsigned choose(struct choice *choice, unsigned n)
{
    unsigned value = next_byte(choice);
    if (n > 256) {
        value |= next_byte(choice) << 8;
    }
    return value % n;
}

uint64_t choose_word(struct choice *choice)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++) {
        word = word << 8 | next_byte(choice);
    }
    return word;
}
