/* SPDX-License-Identifier: MIT */
/*
 * Functions of POSIX that ordinary programs use, beside those that the other tests here are about:
 * paths from open directories, names of the system, limits, lines, patterns, whole trees.
 */
#ifdef __aarch64__
#define PROCESSOR "aarch64"
#else
#define PROCESSOR "x86_64" /* a test on this computer */
#endif
#define _GNU_SOURCE /* what counts from directories */
#include "expect.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <getopt.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#define TMP "/tmp"

#define FAILS(call, number)                                                                        \
    do {                                                                                           \
        errno = 0;                                                                                 \
        EXPECT((call) == -1 && errno == (number));                                                 \
    } while (0)

static void make(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    EXPECT(file >= 0 && write(file, path, strlen(path)) == (ssize_t)strlen(path));
    EXPECT(close(file) == 0);
}

static void count_from_directories(void)
{
    struct stat stat_of;
    char path[PATH_MAX];
    EXPECT(mkdir(TMP "/at", 0777) == 0);
    int directory = open(TMP "/at/.", O_RDONLY | O_DIRECTORY);
    int file = openat(directory, "file", O_RDWR | O_CREAT, 0666);
    EXPECT(directory >= 0 && file >= 0 && write(file, "abc", 3) == 3);
    EXPECT(fstatat(directory, "file", &stat_of, 0) == 0 && stat_of.st_size == 3);
    EXPECT(fstatat(AT_FDCWD, "./" TMP "/at/file", &stat_of, AT_SYMLINK_NOFOLLOW) == 0);
    EXPECT(mkdirat(directory, "below", 0777) == 0 && faccessat(directory, "below", R_OK, 0) == 0);
    const struct timespec times[2] = {{.tv_sec = 7}, {.tv_sec = 9}};
    EXPECT(utimensat(directory, "file", times, 0) == 0 && fstat(file, &stat_of) == 0);
    EXPECT(stat_of.st_mtime == 9);
    EXPECT(renameat(directory, "file", directory, "below/moved") == 0);
    EXPECT(openat(directory, "../at/below/moved", O_RDONLY) >= 0);
    FAILS(unlinkat(directory, "below", AT_REMOVEDIR), ENOTEMPTY);
    EXPECT(unlinkat(directory, "below/moved", 0) == 0);
    EXPECT(unlinkat(directory, "below", AT_REMOVEDIR) == 0);
    FAILS(openat(directory, "below", O_RDONLY), ENOENT);
    FAILS(openat(file, "x", O_RDONLY), ENOTDIR);
    FAILS(openat(55, "x", O_RDONLY), EBADF);
    EXPECT(openat(55, "/dev/null", O_RDONLY) >= 0);
    FAILS(readlinkat(directory, ".", path, sizeof path), EINVAL);
    EXPECT(fchdir(directory) == 0 && getcwd(path, sizeof path) != NULL);
    EXPECT(strcmp(path, TMP "/at") == 0 && access("../at", F_OK) == 0);
    FAILS(fchdir(file), ENOTDIR);
    int copy = dup(directory);
    EXPECT(close(directory) == 0 && chdir("/") == 0 && fchdir(copy) == 0 && chdir("/") == 0);
    EXPECT(close(copy) == 0 && close(file) == 0 && rmdir(TMP "/at") == 0);
    printf("functions: paths count from directories\n");
}

static void name_things(void)
{
    struct utsname name;
    struct timespec time;
    struct statvfs room;
    char text[64];
    char base[] = "/a/b.c";
    char directory[] = "/a/b.c";
    EXPECT(uname(&name) == 0 && strcmp(name.sysname, "Tayberry") == 0 && name.release[0] == '1');
    EXPECT(strcmp(name.machine, PROCESSOR) == 0);
    EXPECT(gethostname(text, sizeof text) == 0 && strcmp(text, name.nodename) == 0);
    FAILS(gethostname(text, 3), ENAMETOOLONG);
    EXPECT(getuid() == 0 && getegid() == 0 && setuid(0) == 0 && getgroups(0, NULL) == 0);
    FAILS(setuid(5), EPERM);
    errno = 0;
    EXPECT(sysconf(_SC_VERSION) >= 200809 && sysconf(_SC_IOV_MAX) == 1024);
    EXPECT(sysconf(_SC_JOB_CONTROL) == -1 && errno == 0 && getpagesize() == 4096);
    FAILS(sysconf(5000), EINVAL);
    EXPECT(pathconf(TMP, _PC_NAME_MAX) == 255 && fpathconf(1, _PC_PIPE_BUF) == 512);
    FAILS(pathconf("/none", _PC_NAME_MAX), ENOENT);
    FAILS(pathconf(TMP, 500), EINVAL);
    EXPECT(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0);
    EXPECT(time.tv_sec > 0 || time.tv_nsec > 0);
    EXPECT(statvfs(TMP, &room) == 0 && room.f_bfree > 0 && room.f_bfree <= room.f_blocks);
    EXPECT(room.f_namemax == 255 && (room.f_flag & ST_RDONLY) == 0);
    EXPECT(statvfs("/dev", &room) == 0 && fstatvfs(1, &room) == -1 && errno == EINVAL);
    FAILS(statvfs(TMP "/none", &room), ENOENT);
    EXPECT(strcmp(basename(base), "b.c") == 0 && strcmp(dirname(directory), "/a") == 0);
    EXPECT(fnmatch("[[:alpha:]]*", "b.c", 0) == 0 && fnmatch("[[:alpha:]]", "5", 0) == FNM_NOMATCH);
    EXPECT(fnmatch("*.[ch]", "b.c", 0) == 0 && strcmp(strsignal(SIGINT), "Interrupt") == 0);
    sync();
    printf("functions: names and limits\n");
}

static void find_paths(void)
{
    char path[PATH_MAX];
    char directory[] = TMP "/dXXXXXX";
    char *found;
    EXPECT(mkdtemp(directory) == directory && access(directory, R_OK | W_OK) == 0);
    EXPECT(chdir(directory) == 0 && (found = realpath("../." TMP "/x/..", NULL)) == NULL);
    EXPECT(errno == ENOENT && (found = realpath(".", NULL)) != NULL);
    EXPECT(strcmp(found, directory) == 0 && realpath("../", path) == path);
    EXPECT(strcmp(path, TMP) == 0 && chdir("/") == 0 && rmdir(found) == 0);
    free(found);
    char wrong[] = TMP "/dXXXXX";
    EXPECT(mkdtemp(wrong) == NULL && errno == EINVAL);
    printf("functions: paths are found\n");
}

static int wants_c(const struct dirent *entry)
{
    return fnmatch("*.c", entry->d_name, 0) == 0;
}

static char walked[200];

static int note(const char *path, const struct stat *stat_of, int kind, struct FTW *at)
{
    char text[64];
    (void)stat_of;
    snprintf(text, sizeof text, "%s:%d:%d ", path + at->base, kind, at->level);
    strcat(walked, text);
    return strcmp(path + at->base, "stop") == 0 ? 7 : 0;
}

static int errors;

static int note_error(const char *path, int error)
{
    (void)path;
    errors += error;
    return 1;
}

static void search_trees(void)
{
    struct dirent **list;
    glob_t paths = {0};
    EXPECT(mkdir(TMP "/t", 0777) == 0 && mkdir(TMP "/t/sub", 0777) == 0 && chdir(TMP "/t") == 0);
    make("b.c");
    make("a.c");
    make("a.h");
    make(".hidden.c");
    make("sub/d.c");
    EXPECT(scandir(".", &list, wants_c, alphasort) == 3);
    EXPECT(strcmp(list[1]->d_name, "a.c") == 0 && strcmp(list[2]->d_name, "b.c") == 0);
    for (unsigned i = 0; i < 3; i++) {
        free(list[i]);
    }
    free(list);
    FAILS(scandir("none", &list, NULL, NULL), ENOENT);
    EXPECT(glob("*.c", 0, NULL, &paths) == 0 && paths.gl_pathc == 2);
    EXPECT(strcmp(paths.gl_pathv[0], "a.c") == 0 && paths.gl_pathv[2] == NULL);
    EXPECT(glob(TMP "/t/*/[c-e].?", GLOB_APPEND, NULL, &paths) == 0 && paths.gl_pathc == 3);
    EXPECT(strcmp(paths.gl_pathv[2], TMP "/t/sub/d.c") == 0);
    globfree(&paths);
    paths.gl_offs = 2;
    EXPECT(glob("s*", GLOB_MARK | GLOB_DOOFFS, NULL, &paths) == 0 && paths.gl_pathc == 1);
    EXPECT(paths.gl_pathv[0] == NULL && strcmp(paths.gl_pathv[2], "sub/") == 0);
    globfree(&paths);
    EXPECT(glob("x*", 0, NULL, &paths) == GLOB_NOMATCH);
    EXPECT(glob("x*", GLOB_NOCHECK, NULL, &paths) == 0 && strcmp(paths.gl_pathv[0], "x*") == 0);
    globfree(&paths);
    EXPECT(glob("\\*.c", 0, note_error, &paths) == GLOB_NOMATCH && errors == 0);
    EXPECT(glob("sub/../a.c/*", 0, note_error, &paths) == GLOB_NOMATCH && errors == 0);
    EXPECT(nftw("sub", note, 1, FTW_PHYS) == 0 && strcmp(walked, "sub:1:0 d.c:0:1 ") == 0);
    walked[0] = '\0';
    EXPECT(nftw(TMP "/t/sub", note, 1, FTW_DEPTH | FTW_MOUNT) == 0);
    EXPECT(strcmp(walked, "d.c:0:1 sub:5:0 ") == 0);
    make("sub/stop");
    EXPECT(nftw("sub", note, 1, 0) == 7);
    FAILS(nftw("none", note, 1, 0), ENOENT);
    EXPECT(unlink("sub/stop") == 0 && unlink("sub/d.c") == 0 && rmdir("sub") == 0);
    EXPECT(unlink("a.c") == 0 && unlink("b.c") == 0 && unlink("a.h") == 0);
    EXPECT(unlink(".hidden.c") == 0 && chdir("/") == 0 && rmdir(TMP "/t") == 0);
    printf("functions: trees are searched\n");
}

static void use_lines(void)
{
    char *line = NULL;
    size_t room = 0;
    char long_line[300];
    int file = open(TMP "/lines", O_RDWR | O_CREAT, 0666);
    memset(long_line, 'x', sizeof long_line - 1);
    long_line[sizeof long_line - 1] = '\0';
    EXPECT(dprintf(file, "%d\n\n%s;last", 17, long_line) == 3 + 1 + 299 + 5);
    EXPECT(lseek(file, 0, SEEK_SET) == 0);
    FILE *stream = fdopen(file, "r");
    EXPECT(getline(&line, &room, stream) == 3 && strcmp(line, "17\n") == 0);
    EXPECT(getline(&line, &room, stream) == 1 && getdelim(&line, &room, ';', stream) == 300);
    EXPECT(line[0] == 'x' && line[299] == ';' && getline(&line, &room, stream) == 4);
    EXPECT(strcmp(line, "last") == 0 && getline(&line, &room, stream) == -1 && feof(stream));
    free(line);
    EXPECT(fclose(stream) == 0 && unlink(TMP "/lines") == 0);
    printf("functions: lines have any length\n");
}

/* A stream, and a standard one, go on with another file. */
static void open_again(void)
{
    char text[32] = "";
    make(TMP "/one");
    FILE *stream = fopen(TMP "/one", "r");
    EXPECT(stream != NULL && fgetc(stream) == '/' && ungetc('x', stream) == 'x');
    EXPECT(freopen(TMP "/two", "w+", stream) == stream && fputs("second", stream) >= 0);
    rewind(stream);
    EXPECT(fgets(text, sizeof text, stream) != NULL && strcmp(text, "second") == 0);
    EXPECT(fclose(stream) == 0);
    EXPECT(freopen(TMP "/two", "r", stdin) == stdin && fileno(stdin) == 0 && getchar() == 's');
    EXPECT(freopen(TMP "/one", "r", stdin) == stdin && getchar() == '/');
    EXPECT(freopen(TMP "/two", "a", stderr) == stderr && fprintf(stderr, " and more\n") == 10);
    EXPECT(freopen("/dev/null", "w", stderr) == stderr);
    EXPECT(freopen(TMP "/two", "r", stdin) == stdin && fgets(text, sizeof text, stdin) != NULL);
    EXPECT(strcmp(text, "second and more\n") == 0);
    EXPECT(freopen(TMP "/none/x", "r", stdin) == NULL && errno == ENOENT);
    EXPECT(unlink(TMP "/one") == 0 && unlink(TMP "/two") == 0);
    printf("functions: streams are opened again\n");
}

static void parse_options(void)
{
    char *arguments[] = {"tool", "-ab", "value", "-x", "rest", NULL};
    static const struct option options[] = {{"size", required_argument, NULL, 's'}, {0}};
    char *longer[] = {"tool", "--size=7", NULL};
    opterr = 0;
    EXPECT(getopt(5, arguments, "ab:") == 'a' && getopt(5, arguments, "ab:") == 'b');
    EXPECT(strcmp(optarg, "value") == 0 && getopt(5, arguments, "ab:") == '?');
    EXPECT(getopt(5, arguments, "ab:") == -1 && optind == 4);
    optind = 1;
    EXPECT(getopt_long(2, longer, "", options, NULL) == 's' && strcmp(optarg, "7") == 0);
    printf("functions: options are parsed\n");
}

int main(void)
{
    count_from_directories();
    name_things();
    find_paths();
    search_trees();
    use_lines();
    open_again();
    parse_options();
    return 0;
}
