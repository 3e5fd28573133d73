/* SPDX-License-Identifier: MIT */
/*
 * Streams of the C library on files, temporary ones among them, and the three standard streams on
 * descriptors.
 */
#define _GNU_SOURCE /* mkostemps */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TMP "/tmp"

static void try_text(void)
{
    char line[64];
    int number = 0;
    FILE *file = fopen(TMP "/text", "w");
    EXPECT(file != NULL);
    for (int i = 0; i < 1000; i++) {
        EXPECT(fprintf(file, "line %d\n", i) > 0);
    }
    EXPECT(fclose(file) == 0);
    file = fopen(TMP "/text", "r");
    EXPECT(file != NULL && fileno(file) >= 0);
    for (int i = 0; i < 1000; i++) {
        EXPECT(fgets(line, sizeof line, file) != NULL);
        EXPECT(sscanf(line, "line %d", &number) == 1 && number == i);
    }
    EXPECT(fgets(line, sizeof line, file) == NULL && feof(file) && !ferror(file));
    EXPECT(fseek(file, 7, SEEK_SET) == 0 && ftell(file) == 7);
    EXPECT(fgets(line, sizeof line, file) != NULL && strcmp(line, "line 1\n") == 0);
    EXPECT(ungetc('Z', file) == 'Z' && fgetc(file) == 'Z' && fgetc(file) == 'l');
    rewind(file);
    EXPECT(fread(line, 1, 4, file) == 4 && memcmp(line, "line", 4) == 0);
    EXPECT(fclose(file) == 0);
    printf("streams: lines come back\n");
}

static void try_modes(void)
{
    char text[32] = {0};
    struct stat stat_of;
    FILE *file = fopen(TMP "/modes", "w+");
    EXPECT(fputs("first", file) >= 0 && fflush(file) == 0);
    FILE *more = fopen(TMP "/modes", "a");
    EXPECT(fputs(" second", more) >= 0 && fclose(more) == 0);
    EXPECT(fseek(file, 0, SEEK_SET) == 0);
    EXPECT(fread(text, 1, sizeof text, file) == 12 && strcmp(text, "first second") == 0);
    EXPECT(fclose(file) == 0);
    file = fopen(TMP "/modes", "r+");
    EXPECT(fputc('F', file) == 'F' && fclose(file) == 0);
    file = fopen(TMP "/modes", "r");
    EXPECT(fgetc(file) == 'F' && fputc('x', file) == EOF && fclose(file) == 0);
    EXPECT(fopen(TMP "/modes", "wx") == NULL && errno == EEXIST);
    EXPECT(fopen(TMP "/modes", "q") == NULL && errno == EINVAL);
    EXPECT(fopen(TMP "/none", "r") == NULL && errno == ENOENT);
    file = fopen(TMP "/modes", "w");
    EXPECT(fputs("kept", file) >= 0 && stat(TMP "/modes", &stat_of) == 0 && stat_of.st_size == 0);
    EXPECT(fflush(NULL) == 0 && stat(TMP "/modes", &stat_of) == 0 && stat_of.st_size == 4);
    EXPECT(fclose(file) == 0 && remove(TMP "/modes") == 0);
    EXPECT(mkdir(TMP "/empty", 0777) == 0 && remove(TMP "/empty") == 0);
    file = fopen("/dev/full", "w");
    EXPECT(fputs("lost", file) >= 0 && fclose(file) == EOF && errno == ENOSPC);
    printf("streams: modes mean what they say\n");
}

static void try_temporary(void)
{
    char first[] = TMP "/one-XXXXXX", second[] = TMP "/one-XXXXXX";
    char text[8] = {0};
    int a = mkstemp(first), b = mkstemp(second);
    EXPECT(a >= 0 && b >= 0 && strcmp(first, second) != 0);
    EXPECT(close(a) == 0 && close(b) == 0 && unlink(first) == 0 && unlink(second) == 0);
    EXPECT(mkstemp(text) == -1 && errno == EINVAL);
    char third[] = TMP "/two-XXXXXX.c", name[L_tmpnam], other[L_tmpnam];
    int c = mkostemps(third, 2, O_CLOEXEC);
    EXPECT(c >= 0 && fcntl(c, F_GETFD) == FD_CLOEXEC && access(third, F_OK) == 0);
    EXPECT(strcmp(third + sizeof third - 3, ".c") == 0 && third[sizeof third - 4] != 'X');
    EXPECT(close(c) == 0 && unlink(third) == 0);
    EXPECT(mkstemps(third, 2) == -1 && errno == EINVAL && mkstemps(third, 50) == -1);
    EXPECT(tmpnam(name) == name && tmpnam(other) == other && strcmp(name, other) != 0);
    EXPECT(strncmp(name, P_tmpdir "/", sizeof P_tmpdir) == 0 && access(name, F_OK) == -1);
    EXPECT(tmpnam(NULL) != NULL);
    FILE *file = tmpfile();
    EXPECT(file != NULL && fputs("gone", file) >= 0);
    rewind(file);
    EXPECT(fgets(text, sizeof text, file) != NULL && strcmp(text, "gone") == 0);
    rewind(file);
    flockfile(file);
    EXPECT(putc_unlocked('d', file) == 'd' && fseek(file, 0, SEEK_SET) == 0);
    EXPECT(getc_unlocked(file) == 'd' && getc_unlocked(file) == 'o');
    EXPECT(fseek(file, 0, SEEK_END) == 0 && getc_unlocked(file) == EOF && feof(file));
    funlockfile(file);
    EXPECT(fclose(file) == 0);
    printf("streams: temporary files are nobody else's\n");
}

/* Standard output to a file and back to the log, where it is without a descriptor. */
static void try_standard(void)
{
    char line[32];
    int log = dup(STDOUT_FILENO);
    int file = open(TMP "/out", O_RDWR | O_CREAT | O_TRUNC, 0666);
    EXPECT(file >= 0 && dup2(file, STDOUT_FILENO) == STDOUT_FILENO);
    printf("into the file\n");
    EXPECT(lseek(file, 0, SEEK_SET) == 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO);
    char *got = fgets(line, sizeof line, stdin);
    int at_end = fgetc(stdin);
    EXPECT(dup2(log, STDOUT_FILENO) == STDOUT_FILENO);
    EXPECT(got != NULL && strcmp(line, "into the file\n") == 0 && at_end == EOF);
    EXPECT(write(STDOUT_FILENO, "streams: a descriptor is the log\n", 33) == 33);
    fprintf(stderr, "streams: standard streams are descriptors\n");
}

/* What is written and not closed goes out at exit: the program `after` looks. */
static void leave_open(void)
{
    FILE *file = fopen(TMP "/left", "w");
    EXPECT(file != NULL && fputs("written at exit", file) >= 0);
}

int main(void)
{
    try_text();
    try_modes();
    try_temporary();
    try_standard();
    leave_open();
    return 0;
}
