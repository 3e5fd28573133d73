/* SPDX-License-Identifier: MIT */
/*
 * Looks words up in the kernel's command line. Never reads beyond its NUL.
 */
#include <command_line.h>

#include <hal/boot_code.h>
#include <stddef.h>

HAL_BOOT_CODE static bool is_end(char c)
{
    return c == '\0' || c == ' ';
}

HAL_BOOT_CODE static const char *next_word(const char *line)
{
    while (!is_end(*line)) {
        line++;
    }
    while (*line == ' ') {
        line++;
    }
    return line;
}

/* What follows `prefix` in the first word that starts with it; NULL if none does. */
HAL_BOOT_CODE static const char *after_prefix(const char *line, const char *prefix)
{
    for (; *line != '\0'; line = next_word(line)) {
        size_t n = 0;

        while (prefix[n] != '\0' && line[n] == prefix[n]) {
            n++;
        }
        if (prefix[n] == '\0') {
            return line + n;
        }
    }
    return NULL;
}

HAL_BOOT_CODE bool command_line_has(const char *line, const char *word)
{
    const char *rest = after_prefix(line, word);

    while (rest != NULL && !is_end(*rest)) {
        rest = after_prefix(next_word(rest), word);
    }
    return rest != NULL;
}

/* 16 or more if it is no digit of base 16. */
HAL_BOOT_CODE static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (unsigned)(c - 'a' + 10);
    }
    if (c >= 'A' && c <= 'F') {
        return (unsigned)(c - 'A' + 10);
    }
    return 16;
}

HAL_BOOT_CODE bool command_line_number(const char *line, const char *key, uint64_t *value)
{
    const char *digit = after_prefix(line, key);
    unsigned base = 10;
    uint64_t number = 0;

    if (digit != NULL && digit[0] == '0' && digit[1] == 'x') {
        base = 16;
        digit += 2;
    }
    if (digit == NULL || is_end(*digit)) {
        return false;
    }
    for (; !is_end(*digit); digit++) {
        unsigned next = digit_of(*digit);

        if (next >= base || number > (UINT64_MAX - next) / base) {
            return false;
        }
        number = number * base + next;
    }
    *value = number;
    return true;
}

HAL_BOOT_CODE unsigned command_line_cores(const char *line, unsigned most)
{
    uint64_t count;
    bool is_said = command_line_number(line, "cores=", &count);
    return is_said && count >= 1 && count < most ? (unsigned)count : most;
}
