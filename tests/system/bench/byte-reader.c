/* SPDX-License-Identifier: MIT */
/*
 * Reads byte by byte what is typed at the console, each at a prompt. How many instructions lie
 * between the interrupt and this program is counted from outside.
 */
#include "numbers.h"
#include <expect.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>

#define ROUNDS 64u /* also in typed.py */

int main(void)
{
    tay_cap_t console;
    EXPECT(tay_stream_open(tay_startup_cap("console"), &console) == TAY_OK);
    EXPECT(tay_stream_set_mode(console, 0) == TAY_OK);
    for (unsigned n = 0; n < ROUNDS; n++) {
        char byte;
        size_t length_bytes;
        EXPECT(tay_stream_write(console, "> ", 2) == TAY_OK);
        EXPECT(tay_stream_read(console, &byte, 1, 0, &length_bytes) == TAY_OK);
        __asm__ volatile("movz xzr, %0" ::"i"(MARK_WOKEN));
        EXPECT(length_bytes == 1 && byte == 'x');
    }
    return EXIT_SUCCESS;
}
