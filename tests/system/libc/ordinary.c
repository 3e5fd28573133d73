/* SPDX-License-Identifier: MIT */
/*
 * The C library as programs use it every day: on a board picolibc, in a test on this computer the
 * functions of sdk/host/lib. What it keeps is the program's own.
 */
#define _GNU_SOURCE /* qsort_r, tdestroy, strcasestr */
#include "expect.h"

#include <ctype.h>
#include <errno.h>
#include <fenv.h>
#include <getopt.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <search.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

/* Numbers by chance -----------------------------------------------------------------------------
 */

#define DRAWS 200

static void chance_is_the_same_for_each_seed(void)
{
    int first[DRAWS];
    unsigned kinds = 0;
    for (int i = 0; i < DRAWS; i++) {
        first[i] = rand();
        EXPECT(first[i] >= 0 && first[i] <= RAND_MAX);
        kinds |= 1u << (first[i] >> 8) % 8;
    }
    EXPECT(kinds == 0xff);
    srand(1);
    for (int i = 0; i < DRAWS; i++) {
        EXPECT(rand() == first[i]);
    }
    srand(2);
    EXPECT(rand() != first[0] || rand() != first[1]);
    srandom(7);
    long one = random();
    long other = random();
    srandom(7);
    EXPECT(one >= 0 && random() == one && random() == other && one != other);
    srand48(1); /* POSIX tells which numbers these are */
    EXPECT(fabs(drand48() - 0.0416303447718782) < 1e-15 && lrand48() == 976015093);
    unsigned short own[3] = {0x330e, 1, 0};
    EXPECT(fabs(erand48(own) - 0.0416303447718782) < 1e-15 && jrand48(own) == 1952030186);
    EXPECT(mrand48() == -709454646);
    unsigned seed = 3;
    int drawn = rand_r(&seed);
    seed = 3;
    EXPECT(rand_r(&seed) == drawn);
    printf("ordinary: chance is the same for each seed\n");
}

/* Words ------------------------------------------------------------------------------------------
 */

static void words_are_taken_apart(void)
{
    char line[] = " set  key=value ;";
    EXPECT(strcmp(strtok(line, " ;"), "set") == 0);
    EXPECT(strcmp(strtok(NULL, "="), " key") == 0 && strcmp(strtok(NULL, " "), "value") == 0);
    EXPECT(strcmp(strtok(NULL, " "), ";") == 0 && strtok(NULL, " ") == NULL);
    char list[] = "a,,b";
    char *rest = list;
    EXPECT(strcmp(strsep(&rest, ","), "a") == 0 && *strsep(&rest, ",") == '\0');
    EXPECT(strcmp(strsep(&rest, ","), "b") == 0 && rest == NULL);
    EXPECT(strcasestr("Haystack", "STACK") != NULL && strverscmp("a9", "a10") < 0);
    EXPECT(strcmp(strerror(EINVAL), strerror(ENOENT)) != 0);
    char room[6] = "ab";
    EXPECT(strlcat(room, "cdef", sizeof room) == 6 && strcmp(room, "abcde") == 0);
    EXPECT(strlcpy(room, "xyz", sizeof room) == 3 && strcmp(room, "xyz") == 0);
    char *copy;
    EXPECT(asprintf(&copy, "%s %d", "word", 7) == 6 && strcmp(copy, "word 7") == 0);
    free(copy);
    EXPECT(strtoimax("-42x", &rest, 10) == -42 && *rest == 'x' && isxdigit('f') && !isalpha('1'));
    printf("ordinary: words are taken apart\n");
}

static void letters_are_wide(void)
{
    wchar_t wide[8];
    char narrow[8];
    EXPECT(mbstowcs(wide, "berry", 8) == 5 && wcscmp(wide, L"berry") == 0);
    EXPECT(wcstombs(narrow, wide, sizeof narrow) == 5 && strcmp(narrow, "berry") == 0);
    EXPECT(mblen("x", 1) == 1 && btowc('x') == L'x' && wctob(L'y') == 'y');
    EXPECT(wcslen(wide) == 5 && wcschr(wide, L'y') == &wide[4] && wcstol(L"12", NULL, 10) == 12);
    wchar_t *copy = wcsdup(wide);
    EXPECT(copy != NULL && wmemcmp(copy, wide, 6) == 0);
    free(copy);
    EXPECT(strcmp(setlocale(LC_ALL, NULL), "C") == 0 && setlocale(LC_ALL, "xx_YY") == NULL);
    EXPECT(strcmp(localeconv()->decimal_point, ".") == 0);
    printf("ordinary: letters are wide\n");
}

/* Time -------------------------------------------------------------------------------------------
 */

#define DAY 86400

static void a_day_is_right(time_t seconds, const char *text)
{
    char said[80];
    struct tm at;
    EXPECT(gmtime_r(&seconds, &at) == &at);
    EXPECT(strftime(said, sizeof said, "%a %Y-%m-%d %H:%M:%S %j %U %W %V %G %u", &at) > 0);
    if (strcmp(said, text) != 0) {
        printf("ordinary: %s\n", said);
    }
    EXPECT(strcmp(said, text) == 0 && mktime(&at) == seconds);
}

static void days_follow_each_other(void)
{
    struct tm at;
    int day = 0;
    int year = 0;
    for (time_t seconds = -100L * 365 * DAY; seconds < 250L * 365 * DAY; seconds += DAY) {
        EXPECT(gmtime_r(&seconds, &at) == &at);
        EXPECT(at.tm_year == year || at.tm_yday == 0 || day == 0);
        EXPECT(day == 0 || at.tm_yday == 0 || at.tm_yday == day + 1);
        EXPECT(at.tm_wday == (int)((seconds / DAY % 7 + 11) % 7));
        day = at.tm_yday;
        year = at.tm_year;
    }
}

static void time_is_told(void)
{
    time_t zero = 0;
    EXPECT(strcmp(asctime(gmtime(&zero)), "Thu Jan  1 00:00:00 1970\n") == 0);
    EXPECT(strcmp(ctime(&zero), "Thu Jan  1 00:00:00 1970\n") == 0);
    EXPECT(localtime(&zero)->tm_hour == 0);
    a_day_is_right(951782400, "Tue 2000-02-29 00:00:00 060 09 09 09 2000 2");
    a_day_is_right(1767225599, "Wed 2025-12-31 23:59:59 365 52 52 01 2026 3");
    a_day_is_right(1609459200, "Fri 2021-01-01 00:00:00 001 00 00 53 2020 5");
    a_day_is_right(-1, "Wed 1969-12-31 23:59:59 365 52 52 01 1970 3");
    a_day_is_right(4107542400, "Mon 2100-03-01 00:00:00 060 09 09 09 2100 1");
    days_follow_each_other();
    struct tm odd = {.tm_year = 100, .tm_mon = 13, .tm_mday = -1, .tm_hour = 25, .tm_sec = -5};
    EXPECT(mktime(&odd) == 980902795 && odd.tm_mon == 0 && odd.tm_mday == 31 && odd.tm_year == 101);
    char text[24];
    EXPECT(strftime(text, 5, "%Y", gmtime(&zero)) == 4 && strftime(text, 4, "%Y", &odd) == 0);
    EXPECT(strftime(text, sizeof text, "%I%p %y %e %D %%", gmtime(&zero)) == 21);
    EXPECT(strcmp(text, "12AM 70  1 01/01/70 %") == 0);
    EXPECT(difftime(5, 3) == 2 && time(NULL) > 1700000000 && clock() >= 0);
    printf("ordinary: time is told\n");
}

/* Streams ----------------------------------------------------------------------------------------
 */

struct scanned {
    int count;
    int number[3];
    int taken;
};

static const struct {
    const char *format;
    const char *input;
} scans[] = {
    {"%d %d %d%n", "1 -2 +3 4"},
    {"%i %i %i", "0x1f 017 9"},
    {"%2d%2d%2d", "123456"},
    {"%d,%d", "7 , 8"},
    {"%d ,%d", "7 , 8"},
    {"%x:%o:%u", "ff:17:12"},
    {"%*d %d", "1 2"},
    {"%d", "abc"},
    {"%d", ""},
    {"%d", "   "},
    {"%d %d", "5"},
    {"%d%%%d", "5%6"},
};

/* The same by a stream as from a string. */
static void scan_numbers(const char *format, const char *input)
{
    struct scanned a = {.count = 0};
    struct scanned b = {.count = 0};
    a.count = sscanf(input, format, &a.number[0], &a.number[1], &a.number[2], &a.taken);
    FILE *stream = fmemopen((void *)(uintptr_t)(*input == '\0' ? " " : input),
                            *input == '\0' ? 1 : strlen(input), "r");
    EXPECT(stream != NULL);
    b.count = fscanf(stream, format, &b.number[0], &b.number[1], &b.number[2], &b.taken);
    fclose(stream);
    if (memcmp(&a, &b, sizeof a) != 0) {
        printf("ordinary: '%s' of '%s': %d and %d\n", format, input, a.count, b.count);
    }
    EXPECT(memcmp(&a, &b, sizeof a) == 0);
}

static void streams_are_scanned(void)
{
    char text[] = "  name = -12.5e1 [key]x 0x1p3 inf\nlast";
    char word[12];
    char key[12];
    double real, hexadecimal, infinite;
    char letter;
    for (size_t i = 0; i < sizeof scans / sizeof *scans; i++) {
        scan_numbers(scans[i].format, scans[i].input);
    }
    FILE *stream = fmemopen(text, strlen(text), "r");
    EXPECT(stream != NULL);
    EXPECT(fscanf(stream, "%11s = %lf [%11[a-z]]%c", word, &real, key, &letter) == 4);
    EXPECT(strcmp(word, "name") == 0 && real == -125 && strcmp(key, "key") == 0 && letter == 'x');
    EXPECT(fscanf(stream, "%lf%lf", &hexadecimal, &infinite) == 2);
    EXPECT(hexadecimal == 8 && isinf(infinite));
    EXPECT(fscanf(stream, "%11[^\n]", word) == 0 && getc(stream) == '\n');
    EXPECT(fscanf(stream, "%3s", word) == 1 && strcmp(word, "las") == 0 && getc(stream) == 't');
    EXPECT(fscanf(stream, "%s", word) == EOF);
    fclose(stream);
    printf("ordinary: streams are scanned\n");
}

static void streams_are_memory(void)
{
    char room[40] = "";
    char line[20];
    FILE *stream = fmemopen(room, sizeof room, "w+");
    EXPECT(stream != NULL && fputs("first\nsecond\n", stream) >= 0);
    EXPECT(fprintf(stream, "%05d", 42) == 5 && fwrite("xyz", 1, 3, stream) == 3);
    EXPECT(fflush(stream) == 0 && strcmp(room, "first\nsecond\n00042xyz") == 0);
    EXPECT(ftell(stream) == 21 && fseek(stream, 6, SEEK_SET) == 0);
    EXPECT(fgets(line, sizeof line, stream) == line && strcmp(line, "second\n") == 0);
    EXPECT(getc(stream) == '0' && ungetc('#', stream) == '#' && getc(stream) == '#');
    EXPECT(fread(line, 2, 3, stream) == 3 && memcmp(line, "0042xy", 6) == 0);
    EXPECT(fgets(line, sizeof line, stream) == line && strcmp(line, "z") == 0);
    EXPECT(fgets(line, sizeof line, stream) == NULL && feof(stream));
    rewind(stream);
    EXPECT(!feof(stream) && getc(stream) == 'f' && fclose(stream) == 0);
    printf("ordinary: streams are memory\n");
}

/* Tables ------------------------------------------------------------------------------------------
 */

static int compare(const void *left, const void *right)
{
    return strcmp(left, right);
}

static int compare_by(const void *left, const void *right, void *by)
{
    return (*(const int *)left - *(const int *)right) * *(const int *)by;
}

static void things_are_kept_in_tables(void)
{
    static char pear[] = "pear";
    static char plum[] = "plum";
    void *root = NULL;
    int numbers[] = {3, 9, 1};
    int backwards = -1;
    EXPECT(tsearch(pear, &root, compare) != NULL && tsearch(plum, &root, compare) != NULL);
    EXPECT(*(char **)tfind("plum", &root, compare) == plum && !tfind("fig", &root, compare));
    tdelete("pear", &root, compare);
    EXPECT(tfind("pear", &root, compare) == NULL);
    tdelete("plum", &root, compare);
    qsort_r(numbers, 3, sizeof numbers[0], compare_by, &backwards);
    EXPECT(numbers[0] == 9 && numbers[2] == 1);
    EXPECT(hcreate(10) != 0);
    EXPECT(hsearch((ENTRY){.key = plum, .data = pear}, ENTER) != NULL);
    EXPECT(strcmp(hsearch((ENTRY){.key = plum}, FIND)->data, "pear") == 0);
    EXPECT(hsearch((ENTRY){.key = pear}, FIND) == NULL);
    printf("ordinary: things are kept in tables\n");
}

static void options_are_taken(void)
{
    char words[][10] = {"program", "-a", "name", "-ofile", "-b", "more", "--", "-c"};
    char *list[9] = {NULL};
    char said[40] = "";
    int letter;
    for (int i = 0; i < 8; i++) {
        list[i] = words[i];
    }
    while ((letter = getopt(8, list, "abo:c")) != -1) {
        size_t length = strlen(said);
        snprintf(said + length, sizeof said - length, "%c%s ", letter, optarg ? optarg : "");
    }
    EXPECT(strcmp(said, "a ofile b ") == 0 && optind == 5);
    EXPECT(strcmp(list[5], "name") == 0 && strcmp(list[6], "more") == 0);
    EXPECT(strcmp(list[7], "-c") == 0);
    printf("ordinary: options are taken\n");
}

static void the_environment_changes(void)
{
    static char entry[] = "FRUIT=plum";
    EXPECT(getenv("FRUIT") == NULL && setenv("FRUIT", "pear", 0) == 0);
    EXPECT(strcmp(getenv("FRUIT"), "pear") == 0 && setenv("FRUIT", "fig", 0) == 0);
    EXPECT(strcmp(getenv("FRUIT"), "pear") == 0 && setenv("FRUIT", "fig", 1) == 0);
    EXPECT(strcmp(getenv("FRUIT"), "fig") == 0 && putenv(entry) == 0);
    EXPECT(strcmp(getenv("FRUIT"), "plum") == 0 && getenv("FRUI") == NULL);
    EXPECT(unsetenv("FRUIT") == 0 && getenv("FRUIT") == NULL);
    errno = 0;
    EXPECT(setenv("A=B", "c", 1) == -1 && errno == EINVAL);
    printf("ordinary: the environment changes\n");
}

/* Rounding ----------------------------------------------------------------------------------------
 */

/* Where it is called, and not earlier or later. */
__attribute__((noinline)) static double third(void)
{
    volatile double one = 1;
    volatile double result = one / 3;
    return result;
}

static void *round_down(void *unused)
{
    double before = third();
    fesetround(FE_DOWNWARD);
    struct timespec soon = {.tv_nsec = 1000000};
    nanosleep(&soon, NULL);
    return (void *)(uintptr_t)(third() <= before && fegetround() == FE_DOWNWARD && unused == NULL);
}

static void each_thread_rounds_by_itself(void)
{
    double nearest = third();
    pthread_t other;
    void *is_right;
    EXPECT(fesetround(FE_UPWARD) == 0 && third() > nearest);
    EXPECT(pthread_create(&other, NULL, round_down, NULL) == 0);
    EXPECT(pthread_join(other, &is_right) == 0 && is_right != NULL);
    EXPECT(fegetround() == FE_UPWARD && third() > nearest && fesetround(FE_TONEAREST) == 0);
    EXPECT(third() == nearest && lgamma(-0.5) > 1.26 && signgam == -1);
    printf("ordinary: each thread rounds by itself\n");
}

int main(void)
{
    chance_is_the_same_for_each_seed();
    words_are_taken_apart();
    letters_are_wide();
    time_is_told();
    streams_are_scanned();
    streams_are_memory();
    things_are_kept_in_tables();
    options_are_taken();
    the_environment_changes();
    each_thread_rounds_by_itself();
    return 0;
}
