/* SPDX-License-Identifier: MIT */
/*
 * The C library on Tayberry: arguments, constructors, thread-local data, heap, output, exit.
 */
#include "expect.h"

#include <errno.h>
#include <string.h>
#include <tay/log.h>
#include <tay/startup.h>

#define HEAP_PIECES 16
#define PIECE_BYTES 1000

static _Thread_local int with_value = 42;
static _Thread_local int without_value;
static int zeroed[1000];
static int initialized = 7;
static int constructed;

__attribute__((constructor)) static void construct(void)
{
    constructed = initialized;
}

static void say_bye(void)
{
    printf("runtime: bye");
    /* No newline: exit ends the line. */
}

static void expect_heap(void)
{
    char *pieces[HEAP_PIECES];
    for (int i = 0; i < HEAP_PIECES; i++) {
        pieces[i] = malloc(PIECE_BYTES);
        EXPECT(pieces[i] != NULL);
        memset(pieces[i], i, PIECE_BYTES);
    }
    for (int i = 0; i < HEAP_PIECES; i++) {
        EXPECT(pieces[i][0] == i && pieces[i][PIECE_BYTES - 1] == i);
        free(pieces[i]);
    }
    errno = 0;
    char *volatile too_much = malloc(1000000);
    EXPECT(too_much == NULL && errno == ENOMEM);
}

static void expect_output(void)
{
    char text[64];
    snprintf(text, sizeof text, "%.3f %lld %s %zu", 2.5, -5000000000LL, "s", sizeof text);
    EXPECT(strcmp(text, "2.500 -5000000000 s 64") == 0);
    EXPECT(getchar() == EOF);
    /* A long line goes out in pieces, a short one in one, from whatever stream. */
    for (int i = 0; i < TAY_LOG_LINE_BYTES + 10; i++) {
        putchar('=');
    }
    fprintf(stderr, "\n");
    tay_log_printf("runtime: %d\n", 1 << 30);
}

int main(int argument_count, char **arguments)
{
    EXPECT(argument_count == 3 && arguments[3] == NULL);
    EXPECT(strcmp(arguments[0], "runtime") == 0);
    EXPECT(strcmp(arguments[1], "two words") == 0 && strcmp(arguments[2], "3") == 0);
    EXPECT(constructed == 7 && with_value == 42 && without_value == 0);
    for (int i = 0; i < 1000; i++) {
        EXPECT(zeroed[i] == 0);
    }
    const struct tay_startup *startup = tay_startup();
    uintptr_t here = (uintptr_t)&startup;
    EXPECT(here >= startup->stack_ua && here < startup->stack_ua + startup->stack_bytes);
    EXPECT(tay_startup_cap("log") != TAY_CAP_NULL && tay_startup_cap("lo") == TAY_CAP_NULL);
    expect_heap();
    expect_output();
    EXPECT(atexit(say_bye) == 0);
    return 0;
}
