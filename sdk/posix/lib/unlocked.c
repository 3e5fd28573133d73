/* SPDX-License-Identifier: MIT */
/*
 * Single bytes of streams for who has locked them: fgetc and fputc take no lock themselves.
 */
#include <stdio.h>

int getc_unlocked(FILE *stream)
{
    return fgetc(stream);
}

int getchar_unlocked(void)
{
    return fgetc(stdin);
}

int putc_unlocked(int byte, FILE *stream)
{
    return fputc(byte, stream);
}

int putchar_unlocked(int byte)
{
    return fputc(byte, stdout);
}
