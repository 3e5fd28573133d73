/* SPDX-License-Identifier: MIT */
/*
 * Hexadecimal floats, which Debian's picolibc 1.8 reads wrongly: "0xAA.0" as 1360, "0x.8" as 4, and
 * of a lone "0x" it takes both characters. The linker puts these functions in the place of
 * picolibc's
 * (--wrap), which read everything else. scanf has a copy of its own, which stays as it is.
 */
#include "hexfloat.h"
#include <errno.h>
#include <float.h>
#include <stdint.h>
#include <stdlib.h>

double __real_strtod(const char *restrict text, char **restrict end_out);
double __wrap_strtod(const char *restrict text, char **restrict end_out);
float __real_strtof(const char *restrict text, char **restrict end_out);
float __wrap_strtof(const char *restrict text, char **restrict end_out);

/* False: the text is no hexadecimal number. */
static bool read(const char *text, char **end_out, const struct hexfloat_type *type,
                 double *value_out)
{
    struct hexfloat number;
    bool out_of_range;
    const char *end = hexfloat_read(text, &number);
    if (end == NULL) {
        return false;
    }
    *value_out = hexfloat_round(&number, type, &out_of_range);
    if (out_of_range) {
        errno = ERANGE;
    }
    if (end_out != NULL) {
        *end_out = (char *)(uintptr_t)end;
    }
    return true;
}

double __wrap_strtod(const char *restrict text, char **restrict end_out)
{
    static const struct hexfloat_type type = {DBL_MANT_DIG, DBL_MIN_EXP - 1, DBL_MAX_EXP - 1};
    double value;
    return read(text, end_out, &type, &value) ? value : __real_strtod(text, end_out);
}

float __wrap_strtof(const char *restrict text, char **restrict end_out)
{
    static const struct hexfloat_type type = {FLT_MANT_DIG, FLT_MIN_EXP - 1, FLT_MAX_EXP - 1};
    double value;
    return read(text, end_out, &type, &value) ? (float)value : __real_strtof(text, end_out);
}
