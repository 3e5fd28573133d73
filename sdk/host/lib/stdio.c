/* SPDX-License-Identifier: MIT */
/*
 * Standard output of a program on the simulated machine: all goes to its log, and there is no
 * input. What prints into memory is the computer's own. The linker puts these functions in the
 * place of the computer's (--wrap).
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <tay/log.h>

int __wrap_printf(const char *format, ...);
int __wrap_vprintf(const char *format, va_list arguments);
int __wrap_fprintf(FILE *stream, const char *format, ...);
int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments);
int __wrap_fputs(const char *text, FILE *stream);
int __wrap_puts(const char *text);
int __wrap_fputc(int character, FILE *stream);
int __wrap_putc(int character, FILE *stream);
int __wrap_putchar(int character);
size_t __wrap_fwrite(const void *from, size_t size, size_t count, FILE *stream);
int __wrap_fflush(FILE *stream);
int __wrap_getchar(void);
void __wrap_perror(const char *text);

int __wrap_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = tay_log_vprintf(format, arguments);
    va_end(arguments);
    return count;
}

int __wrap_vprintf(const char *format, va_list arguments)
{
    return tay_log_vprintf(format, arguments);
}

int __wrap_fprintf(FILE *stream, const char *format, ...)
{
    va_list arguments;
    (void)stream;
    va_start(arguments, format);
    int count = tay_log_vprintf(format, arguments);
    va_end(arguments);
    return count;
}

int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments)
{
    (void)stream;
    return tay_log_vprintf(format, arguments);
}

int __wrap_fputs(const char *text, FILE *stream)
{
    (void)stream;
    tay_log_put(text, strlen(text));
    return 0;
}

int __wrap_puts(const char *text)
{
    tay_log_put(text, strlen(text));
    tay_log_put("\n", 1);
    return 0;
}

int __wrap_fputc(int character, FILE *stream)
{
    char byte = (char)character;
    (void)stream;
    tay_log_put(&byte, 1);
    return (unsigned char)byte;
}

int __wrap_putc(int character, FILE *stream)
{
    return __wrap_fputc(character, stream);
}

int __wrap_putchar(int character)
{
    return __wrap_fputc(character, NULL);
}

size_t __wrap_fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
    (void)stream;
    tay_log_put(from, size * count);
    return count;
}

int __wrap_fflush(FILE *stream)
{
    (void)stream;
    tay_log_flush();
    return 0;
}

int __wrap_getchar(void)
{
    return EOF;
}

void __wrap_perror(const char *text)
{
    const char *error = strerror(errno);
    if (text != NULL && text[0] != '\0') {
        tay_log_printf("%s: %s\n", text, error);
    } else {
        tay_log_printf("%s\n", error);
    }
}
