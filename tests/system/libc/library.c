/* SPDX-License-Identifier: MIT */
/*
 * The C library itself: what is mended works, what is not is as docs/c-library.md says, and the
 * rest is there.
 */
#include "expect.h"

#include <assert.h>
#include <complex.h>
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <limits.h>
#include <malloc.h>
#include <math.h>
#include <regex.h>
#include <search.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <tay/operations.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

extern char **environ;

/* Numbers -----------------------------------------------------------------------------------------
 */

static void expect_double(const char *text, double wanted, size_t length)
{
    char *end;
    double value = strtod(text, &end);
    EXPECT(memcmp(&value, &wanted, sizeof value) == 0 && end == text + length);
}

static void numbers_are_read(void)
{
    char *end;
    expect_double("0xAA.0", 170.0, 6); /* picolibc's own: 1360 */
    expect_double("0x.8", 0.5, 4);     /* 4 */
    expect_double("0x", 0.0, 1);       /* takes both */
    expect_double("-0x1.8p1z", -3.0, 8);
    expect_double(" 12.5e-1x", 1.25, 8);
    expect_double("-inf", -INFINITY, 4);
    expect_double("4.9406564584124654e-324", 0x1p-1074, 23);
    EXPECT(strtof("0x1.000001p-150", NULL) == 0x1p-149f && strtof("0.1", NULL) == 0.1f);
    errno = 0;
    EXPECT(strtod("0x1p1024", NULL) == HUGE_VAL && errno == ERANGE);
    EXPECT(atof("0x10") == 16.0); /* atof calls strtod */
    EXPECT(strtol("-0x7fz", &end, 0) == -127 && *end == 'z');
    EXPECT(strtoull("18446744073709551616", NULL, 10) == ULLONG_MAX && errno == ERANGE);

    /* Not mended: scanf has its own copy, and long double is not printed. */
    double value = 0;
    char text[40];
    EXPECT(sscanf("0xAA.0", "%lf", &value) == 1 && value == 1360.0);
    EXPECT(sscanf("170.25", "%lf", &value) == 1 && value == 170.25);
    snprintf(text, sizeof text, "%Lf", 1.5L);
    EXPECT(strcmp(text, "0.000000") == 0);
    snprintf(text, sizeof text, "%ls", L"ab");
    EXPECT(strcmp(text, "a") == 0);
    printf("library: numbers are read\n");
}

__extension__ typedef double complex double_complex;
__extension__ typedef float complex float_complex;

/* The compiler must not know the values. */
static double_complex number(double real, double imaginary)
{
    union {
        volatile double part[2];
        double_complex whole;
    } value = {.part = {real, imaginary}};
    return value.whole;
}

static void numbers_are_complex(void)
{
    double_complex product = number(1, 2) * number(3, 4);
    EXPECT(creal(product) == -5 && cimag(product) == 10);
    double_complex quotient = product / number(3, 4);
    EXPECT(creal(quotient) == 1 && cimag(quotient) == 2);
    quotient = number(1e300, 1e300) / number(2e300, 2e300); /* the square would overflow */
    EXPECT(creal(quotient) == 0.5 && cimag(quotient) == 0);
    product = number(INFINITY, NAN) * number(1, 1);
    EXPECT(isinf(creal(product)) || isinf(cimag(product)));
    quotient = number(1, 1) / number(INFINITY, 0);
    EXPECT(creal(quotient) == 0 && cimag(quotient) == 0);
    quotient = number(1, 0) / number(0, 0);
    EXPECT(isinf(creal(quotient)));
    float_complex small = (float_complex)number(1, 2) * (float_complex)number(0.5, 0);
    EXPECT(crealf(small) == 0.5f && cimagf(small) == 1.0f);
    EXPECT(cabs(csqrt(number(-4, 0)) - number(0, 2)) < 1e-15 && cabs(number(3, 4)) == 5);
    printf("library: numbers are complex\n");
}

static void numbers_are_printed(void)
{
    char text[80];
    snprintf(text, sizeof text, "%5.2f|%-6d|%06x|%e|%g|%a", 3.14159, -5, 0xbeef, 12345.678, 1e-5,
             0.5);
    EXPECT(strcmp(text, " 3.14|-5    |00beef|1.234568e+04|1e-05|0x1p-1") == 0);
    snprintf(text, sizeof text, "%lld %zu %p %%", LLONG_MIN, (size_t)7, (void *)0x10);
    EXPECT(strcmp(text, "-9223372036854775808 7 0x10 %") == 0);
    EXPECT(snprintf(text, 4, "%s", "truncated") == 9 && strcmp(text, "tru") == 0);
    int word;
    char name[10];
    EXPECT(sscanf("12 of abc", "%d of %9s", &word, name) == 2 && word == 12);
    EXPECT(fabs(sin(M_PI / 6) - 0.5) < 1e-15 && pow(2, 0.5) == sqrt(2) && isnan(log(-1)));
    EXPECT(fmod(7.5, 2) == 1.5 && lround(-2.5) == -3 && cbrtf(27) == 3.0f && expm1(0) == 0);
    printf("library: numbers are printed\n");
}

/* Memory ------------------------------------------------------------------------------------------
 */

static bool is_aligned(const void *memory, size_t alignment)
{
    return memory != NULL && (uintptr_t)memory % alignment == 0;
}

static void memory_is_aligned(void)
{
    void *memory;
    for (size_t bytes = 0; bytes < 200; bytes++) {
        char *one = malloc(bytes);
        char *other = calloc(1, bytes);
        EXPECT(is_aligned(one, 16) && is_aligned(other, 16));
        one = realloc(one, bytes + 100);
        EXPECT(is_aligned(one, 16));
        memset(one, 1, bytes + 100);
        free(one);
        free(other);
    }
    for (size_t alignment = sizeof(void *); alignment <= 4096; alignment *= 2) {
        EXPECT(posix_memalign(&memory, alignment, 33) == 0 && is_aligned(memory, alignment));
        EXPECT(is_aligned(memory, 16) && malloc_usable_size(memory) >= 33);
        free(memory);
        memory = aligned_alloc(alignment, 2 * alignment);
        EXPECT(is_aligned(memory, alignment));
        free(memory);
    }
    printf("library: memory is aligned\n");
}

/* The heap grows far beyond its first step, around a mapping that lies in its way; what is freed
 * serves again; and when the account cannot pay nothing is lost. */
static void the_heap_grows(void)
{
    enum { PIECES = 40, BYTES = 10000 };
    unsigned char *piece[PIECES];
    tay_ua_t obstacle;
    for (int i = 0; i < PIECES; i++) {
        piece[i] = malloc(BYTES);
        EXPECT(piece[i] != NULL);
        memset(piece[i], i, BYTES);
        if (i == PIECES / 2) {
            EXPECT(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, 4096, 0, TAY_MAP_READ, &obstacle) ==
                   TAY_OK);
        }
    }
    for (int i = 0; i < PIECES; i++) {
        EXPECT(piece[i][0] == i && piece[i][BYTES - 1] == i);
    }
    errno = 0;
    void *volatile too_much = malloc(64 << 20);
    EXPECT(too_much == NULL && errno == ENOMEM);
    too_much = malloc(SIZE_MAX);
    EXPECT(too_much == NULL);
    too_much = calloc(SIZE_MAX / 2, 4);
    EXPECT(too_much == NULL);
    size_t budget;
    size_t before;
    size_t after;
    for (int i = 0; i < PIECES; i++) {
        free(piece[i]);
    }
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &before) == TAY_OK);
    for (int i = 0; i < PIECES; i++) {
        piece[i] = malloc(BYTES);
        EXPECT(piece[i] != NULL);
    }
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &after) == TAY_OK && after == before);
    for (int i = 0; i < PIECES; i++) {
        free(piece[i]);
    }
    printf("library: the heap grows\n");
}

/* Everything else ---------------------------------------------------------------------------------
 */

static int compare(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

static void things_are_sorted_and_found(void)
{
    int number[200];
    for (int i = 0; i < 200; i++) {
        number[i] = i * 73 % 200;
    }
    qsort(number, 200, sizeof number[0], compare);
    for (int i = 0; i < 200; i++) {
        EXPECT(number[i] == i);
    }
    int key = 77;
    EXPECT(bsearch(&key, number, 200, sizeof number[0], compare) == &number[77]);
    char text[] = "one,two;three";
    char *rest;
    EXPECT(strcmp(strtok_r(text, ",;", &rest), "one") == 0 && strcmp(rest, "two;three") == 0);
    EXPECT(strstr("haystack", "st") != NULL && memcmp("ab", "ac", 2) < 0 && toupper('x') == 'X');
    EXPECT(strcmp(strerror(ENOMEM), strerror(EINVAL)) != 0);
    regex_t pattern;
    EXPECT(regcomp(&pattern, "^[a-z]+=([0-9]+)$", REG_EXTENDED) == 0);
    regmatch_t match[2];
    EXPECT(regexec(&pattern, "abc=42", 2, match, 0) == 0 && match[1].rm_so == 4);
    EXPECT(regexec(&pattern, "abc=", 2, match, 0) == REG_NOMATCH);
    regfree(&pattern);
    printf("library: things are sorted and found\n");
}

static jmp_buf back;

__attribute__((noinline)) static void jump(int depth)
{
    if (depth == 0) {
        longjmp(back, 5);
    }
    jump(depth - 1);
}

static void jumps_go_back(void)
{
    volatile int count = 0;
    int value = setjmp(back);
    if (value == 0) {
        count++;
        jump(10);
    }
    EXPECT(value == 5 && count == 1);
    value = _setjmp(back);
    if (value == 0) {
        _longjmp(back, 6);
    }
    EXPECT(value == 6);
    printf("library: jumps go back\n");
}

static void the_environment_is_the_program_s(void)
{
    EXPECT(environ != NULL && strcmp(environ[0], "LANG=C.UTF-8") == 0);
    EXPECT(strcmp(getenv("GREETING"), "good morning") == 0 && getenv("PATH") == NULL);
    EXPECT(environ[2] == NULL);
    EXPECT(setenv("NAME", "value", 0) == 0 && setenv("NAME", "other", 0) == 0);
    EXPECT(strcmp(getenv("NAME"), "value") == 0 && strcmp(environ[2], "NAME=value") == 0);
    EXPECT(unsetenv("NAME") == 0 && getenv("NAME") == NULL);
    EXPECT(setenv("GREETING", "good evening and a longer one", 1) == 0);
    EXPECT(strcmp(getenv("GREETING"), "good evening and a longer one") == 0);
    printf("library: the environment is the program's\n");
}

static int ends;

static void count_end(void)
{
    ends++;
}

static void say_end(void)
{
    EXPECT(ends == 100);
    printf("library: a hundred functions at exit\n");
}

int main(int argument_count, char **arguments)
{
    EXPECT(argument_count == 2 && strcmp(arguments[0], "library") == 0);
    EXPECT(strcmp(arguments[1], "an argument") == 0 && arguments[2] == NULL);
    assert(argument_count == 2);
    numbers_are_read();
    numbers_are_complex();
    numbers_are_printed();
    memory_is_aligned();
    the_heap_grows();
    things_are_sorted_and_found();
    jumps_go_back();
    the_environment_is_the_program_s();
    EXPECT(sysconf(_SC_PAGESIZE) == 4096 && sysconf(-1) == -1 && errno == EINVAL);
    struct timespec date = {.tv_sec = 951782400};
    EXPECT(clock_settime(CLOCK_REALTIME, &date) == -1 && errno == EPERM); /* no manifest lets it */
    EXPECT(atexit(say_end) == 0);
    for (int i = 0; i < 100; i++) {
        EXPECT(atexit(count_end) == 0);
    }
    return 0;
}
