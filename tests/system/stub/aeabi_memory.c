/* SPDX-License-Identifier: MIT */
/*
 * An image that calls the memory functions under the names that the Arm ABI gives them, and looks
 * at every byte within and around.
 */
#include "aeabi.h"
#include "stub.h"

#include <hal/console.h>
#include <stdbool.h>

#define STATUS_PASSED 5u
#define STATUS_FAILED 7u
#define BYTES 64
#define AT 8 /* a multiple of what every variant may expect */
#define LENGTH 21

static uint64_t room[BYTES / 8];
static uint64_t source[BYTES / 8];

static uint8_t *fill(void)
{
    uint8_t *bytes = (uint8_t *)room;
    for (unsigned i = 0; i < BYTES; i++) {
        bytes[i] = (uint8_t)(i + 100);
        ((uint8_t *)source)[i] = (uint8_t)(200 - i);
    }
    return bytes;
}

/* Whether `bytes` is as fill left it but for [AT, AT + LENGTH), which holds first, first + step...
 */
static bool holds(const uint8_t *bytes, unsigned first, unsigned step)
{
    for (unsigned i = 0; i < BYTES; i++) {
        bool inside = i >= AT && i < AT + LENGTH;
        if (bytes[i] != (uint8_t)(inside ? first + (i - AT) * step : i + 100)) {
            return false;
        }
    }
    return true;
}

typedef void (*copy_t)(void *destination, const void *from, size_t bytes);
typedef void (*set_t)(void *destination, size_t bytes, int value);
typedef void (*clear_t)(void *destination, size_t bytes);

static bool copies(copy_t copy)
{
    uint8_t *bytes = fill();
    copy(bytes + AT, source, LENGTH);
    return holds(bytes, 200, (unsigned)-1);
}

/* Upwards by 8, over what has not been moved yet. */
static bool moves(copy_t move)
{
    uint8_t *bytes = fill();
    move(bytes + AT, bytes, LENGTH);
    return holds(bytes, 100, 1);
}

static bool sets(set_t set)
{
    uint8_t *bytes = fill();
    set(bytes + AT, LENGTH, 0x15a);
    return holds(bytes, 0x5a, 0);
}

static bool clears(clear_t clear)
{
    uint8_t *bytes = fill();
    clear(bytes + AT, LENGTH);
    return holds(bytes, 0, 0);
}

noreturn void stub_main(void)
{
    static const char passed[] = "aeabi_memory: passed\n";
    static const char wrong[] = "aeabi_memory: wrong\n";
    bool right = copies(__aeabi_memcpy) && copies(__aeabi_memcpy4) && copies(__aeabi_memcpy8) &&
                 copies(__aeabi_memmove) && moves(__aeabi_memmove) && moves(__aeabi_memmove4) &&
                 moves(__aeabi_memmove8) && sets(__aeabi_memset) && sets(__aeabi_memset4) &&
                 sets(__aeabi_memset8) && clears(__aeabi_memclr) && clears(__aeabi_memclr4) &&
                 clears(__aeabi_memclr8);
    hal_console_write(right ? passed : wrong, right ? sizeof(passed) - 1 : sizeof(wrong) - 1);
    stub_end(right ? STATUS_PASSED : STATUS_FAILED);
}
