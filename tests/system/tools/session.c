/* SPDX-License-Identifier: MIT */
/*
 * Starts the tools with words, an input and an output, and looks at what they say and how they end:
 * what they do for themselves the tests of the host try, here it is what needs the machine.
 */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TMP "/tmp"
#define BIN TMP "/bin"
#define WORDS_MAX 12
#define SAID_BYTES 16384

extern const struct {
    const char *name, *start, *end;
} tool_files[], tool_files_end[];

static char said[SAID_BYTES]; /* by the tool that ran last, on both outputs; NUL-terminated */

static void write_file(const char *path, const char *bytes, size_t length)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0777);
    EXPECT(file >= 0 && write(file, bytes, length) == (ssize_t)length && close(file) == 0);
}

static void write_tools(void)
{
    char path[64];
    EXPECT(mkdir(BIN, 0777) == 0 && setenv("PATH", BIN, 1) == 0 && chdir(TMP) == 0);
    for (size_t i = 0; tool_files + i < tool_files_end; i++) {
        snprintf(path, sizeof path, BIN "/%s", tool_files[i].name);
        write_file(path, tool_files[i].start, (size_t)(tool_files[i].end - tool_files[i].start));
    }
}

/* The status that a child exits with; below 0: the signal that ends it. */
static int await(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Starts a tool by a line of words with single blanks between them. */
static pid_t start(const char *line, int input, int output)
{
    static char text[512];
    char *words[WORDS_MAX + 1];
    char *rest;
    unsigned count = 0;
    pid_t child;
    posix_spawn_file_actions_t actions;
    snprintf(text, sizeof text, "%s", line);
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        EXPECT(count < WORDS_MAX);
        words[count++] = word;
    }
    words[count] = NULL;
    EXPECT(posix_spawn_file_actions_init(&actions) == 0);
    EXPECT(posix_spawn_file_actions_adddup2(&actions, input, 0) == 0);
    EXPECT(posix_spawn_file_actions_adddup2(&actions, output, 1) == 0);
    EXPECT(posix_spawn_file_actions_adddup2(&actions, output, 2) == 0);
    int error = posix_spawnp(&child, words[0], &actions, NULL, words, environ);
    if (error != 0) {
        printf("tools: %s: %s\n", line, strerror(error));
        exit(EXIT_FAILURE);
    }
    EXPECT(posix_spawn_file_actions_destroy(&actions) == 0);
    return child;
}

/* Runs a tool with nothing to read; its status. What it says is in `said`. */
static int run(const char *line)
{
    int ends[2];
    size_t length = 0;
    ssize_t read_bytes;
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT(nothing >= 0 && pipe(ends) == 0);
    EXPECT(fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0);
    pid_t child = start(line, nothing, ends[1]);
    EXPECT(close(ends[1]) == 0 && close(nothing) == 0);
    while ((read_bytes = read(ends[0], said + length, sizeof said - 1 - length)) > 0) {
        length += (size_t)read_bytes;
    }
    said[length] = '\0';
    EXPECT(read_bytes == 0 && close(ends[0]) == 0);
    return await(child);
}

static void expect_run(const char *line, int status, const char *text)
{
    int found = run(line);
    if (found != status || strcmp(said, text) != 0) {
        printf("tools: %s: status %d, says: %s\n", line, found, said);
        exit(EXIT_FAILURE);
    }
}

/* As expect_run, but what it says need only have a text in it. */
static void expect_words(const char *line, int status, const char *text)
{
    int found = run(line);
    if (found != status || strstr(said, text) == NULL) {
        printf("tools: %s: not '%s', but status %d: %s\n", line, text, found, said);
        exit(EXIT_FAILURE);
    }
}

static void try_files(void)
{
    write_file("b", "two\none\nthree\n", 14);
    expect_run("mkdir -p d/e/f", 0, "");
    expect_run("cp b d/e", 0, "");
    expect_run("cp -r d copy", 0, "");
    expect_run("ls -R copy", 0, "copy:\ne\n\ncopy/e:\nb\nf\n\ncopy/e/f:\n");
    expect_run("sort copy/e/b", 0, "one\nthree\ntwo\n");
    expect_run("grep -n o[nw] b d/e/b", 0, "b:2:one\nd/e/b:2:one\n");
    expect_run("grep -r two copy", 0, "copy/e/b:two\n");
    expect_run("wc b", 0, " 3  3 14 b\n");
    expect_run("tail -n 1 b", 0, "three\n");
    expect_run("head -n 1 b", 0, "two\n");
    expect_run("hexdump -C -n 4 b", 0,
               "00000000  74 77 6f 0a                                       |two.|\n00000004\n");
    expect_run("mv b copy/c", 0, "");
    expect_run("cat b copy/c", 1, "cat: b: No such file or directory\ntwo\none\nthree\n");
    expect_run("touch -d 2001-02-03 copy/c", 0, "");
    expect_words("ls -l copy/c", 0, "-rwxrwxrwx 1 0 0 14 Feb  3  2001 copy/c\n");
    expect_run("rm copy", 1, "rm: copy: Is a directory\n");
    expect_run("rm -r d copy", 0, "");
    expect_run("ls", 0, "bin\n");
    expect_run("ls /none", 1, "ls: /none: No such file or directory\n");
    expect_run("mkdir /proc/new", 1, "mkdir: /proc/new: Read-only file system\n");
    expect_run("date -u -d @86399 +%T", 0, "23:59:59\n");
    expect_run("echo -n a b", 0, "a b");
    expect_run("uname -sm", 0, "Tayberry aarch64\n");
    expect_run("true", 0, "");
    expect_run("false", 1, "");
    printf("tools: files are listed, copied, sorted and removed\n");
}

/* The reader goes, and the writer with it; a file system that is full is an error. */
static void try_ends(void)
{
    int ends[2];
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT(pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0);
    pid_t writer = start("cat /dev/zero", nothing, ends[1]);
    EXPECT(close(nothing) == 0 && close(ends[1]) == 0 && read(ends[0], said, 100) == 100 &&
           close(ends[0]) == 0);
    int status = await(writer); /* a signal that a program sends itself it tells as a shell does */
    EXPECT(status == -SIGPIPE || status == 128 + SIGPIPE);
    expect_words("cp /dev/zero full", 1, "cp: full: No space left on device\n");
    expect_run("rm full", 0, "");
    printf("tools: a reader that goes and a full disk are noticed\n");
}

static void expect_process_words(const char *format, pid_t process, int status, const char *text)
{
    char line[64];
    snprintf(line, sizeof line, format, (long)process);
    expect_words(line, status, text);
}

static pid_t start_sleeper(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t sleeper = start("sleep 1000", nothing, nothing);
    EXPECT(close(nothing) == 0);
    return sleeper;
}

/* Whether a line of what was said begins with a number and ends with a name. */
static bool says_process(pid_t process, const char *name)
{
    char *rest;
    for (char *line = strtok_r(said, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        size_t length = strlen(line);
        size_t name_length = strlen(name);
        if (strtol(line, NULL, 10) == process && length > name_length &&
            strcmp(line + length - name_length, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Waits until a process has come so far that it waits. */
static void await_state(pid_t process, const char *state)
{
    char line[64];
    do {
        snprintf(line, sizeof line, "cat /proc/%ld/status", (long)process);
        EXPECT(run(line) == 0);
    } while (strstr(said, state) == NULL);
}

/* Each program finds itself there. */
static void try_self(void)
{
    char own[32], path[PATH_MAX];
    snprintf(own, sizeof own, "/proc/%ld", (long)getpid());
    EXPECT(realpath("/proc/self", path) == path && strcmp(path, own) == 0);
    EXPECT(realpath("/proc/self/maps", path) == path && strlen(path) == strlen(own) + 5);
    EXPECT(chdir("/proc/self") == 0 && getcwd(path, sizeof path) == path && strcmp(path, own) == 0);
    EXPECT(access("../self/status", R_OK) == 0 && access("/proc/selfish", F_OK) != 0 &&
           errno == ENOENT && chdir(TMP) == 0);
    pid_t child = fork();
    if (child == 0) {
        snprintf(own, sizeof own, "/proc/%ld", (long)getpid());
        _exit(realpath("/proc/self", path) == path && strcmp(path, own) == 0 ? 0 : 1);
    }
    EXPECT(child > 0 && await(child) == 0);
    expect_words("head -n 1 /proc/self/status", 0, "name: head\n");
}

/* What happened to a sleeper, which was started by this program and ended by a tool. */
static void try_trace(pid_t sleeper)
{
    char line[64], start[64], end[64];
    snprintf(line, sizeof line, "trace -p %ld", (long)sleeper);
    EXPECT(run(line) == 0);
    snprintf(start, sizeof start, " start  %5ld %5ld -          sleep\n", (long)sleeper,
             (long)getpid());
    snprintf(end, sizeof end, " end    %5ld %5ld signal-15  sleep\n", (long)sleeper,
             (long)getpid());
    const char *started = strstr(said, start);
    EXPECT(started != NULL && strstr(started, " signal ") != NULL);
    EXPECT(strcmp(said + strlen(said) - strlen(end), end) == 0);
    expect_words("trace", 0, " join   ");
    EXPECT(run("trace -n 1") == 0 && strstr(said, " start ") != NULL &&
           strstr(said, " trace\n") != NULL);
}

static void try_processes(void)
{
    pid_t sleeper = start_sleeper();
    await_state(sleeper, "state: waiting\n");
    EXPECT(run("ps") == 0 && says_process(sleeper, " sleep"));
    EXPECT(run("ps") == 0 && says_process(getpid(), " tools-session"));
    expect_words("ps -a", 0, " memfs\n");
    EXPECT(run("top -d 0.01 -n 2") == 0 && says_process(sleeper, " sleep"));
    expect_process_words("grep -c sleep.1000 /proc/%ld/cmdline", sleeper, 0, "1\n");
    expect_process_words("grep ^root /proc/%ld/capabilities", sleeper, 0, "endpoint send grant\n");
    expect_process_words("cat /proc/%ld/maps", sleeper, 0, "---- guard\n");
    expect_process_words("trace %ld", sleeper, 0, "sleep: ");
    try_self();
    expect_process_words("kill -0 %ld", sleeper, 0, "");
    expect_process_words("kill -s TERM %ld", sleeper, 0, "");
    EXPECT(await(sleeper) == -SIGTERM);
    expect_process_words("kill %ld", sleeper, 1, ": No such process\n");
    try_trace(sleeper);
    expect_process_words("trace %ld", sleeper, 1, "there is no process of this number");
    expect_process_words("cat /proc/%ld/status", sleeper, 1, ": No such file or directory\n");
    expect_words("trace memfs", 0, "memfs: ");
    expect_words("cat /proc/service/memfs/status", 0, "state: runs\n");
    expect_words("ls /proc", 0, "memory\nprocesses\nservice\nservices\ntrace\nuptime\n");
    printf("tools: processes are listed, traced and ended\n");
}

/* svc by its words, with the capability that was handed on. */
static void try_services(void)
{
    expect_words("svc list", 0, "console ");
    expect_words("svc memory", 0, "machine: ");
    expect_run("svc restart console", 0, "svc: console: done\n");
    expect_words("svc restart none", 1, "svc: there is no service 'none'\n");
    expect_words("svc nonsense", 1, "svc: there is no command 'nonsense'");
    expect_words("svc list memfs", 1, "svc: list wants no name\n");
    printf("tools: services are listed and started again\n");
}

/* Set by one program, it is the date of all: of this one, of those that it starts, and of files. */
static void try_date(void)
{
    struct stat file;
    time_t set = 1927843200; /* 2031-02-03 00:00:00 UTC */
    expect_run("date -u -s 2031-02-03 +%F", 0, "2031-02-03\n");
    time_t now = time(NULL);
    EXPECT(now >= set && now < set + 3600);
    expect_words("date -u", 0, " UTC 2031\n");
    expect_run("touch dated", 0, "");
    EXPECT(stat("dated", &file) == 0 && file.st_mtime >= now && file.st_mtime < set + 3600);
    expect_run("rm dated", 0, "");
    printf("tools: the date is set for all\n");
}

static void try_machine(void)
{
    char *end;
    expect_words("free", 0, "\nmemory ");
    uint64_t total = strtoull(strstr(said, "memory") + 6, &end, 10);
    uint64_t used = strtoull(end, &end, 10);
    uint64_t left = strtoull(end, &end, 10);
    EXPECT(total > 0 && used > 0 && left > 0 && total >= used + left && total <= used + left + 1);
    expect_words("grep -c . /proc/uptime", 0, "1\n");
    expect_words("cat /proc/services", 0, " proc\n");
    expect_words("df", 0,
                 "\nproc         proc               0          0          0        - /proc\n");
    expect_words("df -h bin", 0, "\nmemfs        memfs ");
    EXPECT(strstr(said, "% /tmp\n") != NULL && strstr(said, "/proc") == NULL);
    expect_words("df none", 1, "df: none: No such file or directory\n");
    printf("tools: the machine tells of itself\n");
}

int main(void)
{
    write_tools();
    try_files();
    try_ends();
    try_processes();
    try_services();
    try_date();
    try_machine();
    return 0;
}
