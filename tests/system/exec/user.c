/* SPDX-License-Identifier: MIT */
/*
 * Programs that are started from files: by posix_spawn, and by exec in a clone.
 */
#include "child.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

static void test_words(void)
{
    pid_t child;
    char *environment[] = {CHILD_WORD("GREETING=hello"), NULL};
    char *words[] = {CHILD_WORD("child"), CHILD_WORD("words"), CHILD_WORD("two words"),
                     CHILD_WORD(""), NULL};
    EXPECT(posix_spawn(&child, CHILD, NULL, NULL, words, environment) == 0);
    EXPECT(child_await(child) == 21);
    EXPECT(child_await(child_spawn(CHILD_WORDS(CHILD_WORD("status"), CHILD_WORD("3")))) == 3);
    EXPECT(child_await(child_spawn(CHILD_WORDS(CHILD_WORD("fault")))) == -SIGSEGV);
    printf("exec: words are handed on\n");
}

static void test_exec(void)
{
    char self[16], parent[16];
    snprintf(parent, sizeof parent, "%ld", (long)getpid());
    pid_t child = fork();
    if (child == 0) {
        snprintf(self, sizeof self, "%ld", (long)getpid());
        execl(CHILD, "child", "number", self, parent, NULL);
        _exit(97);
    }
    EXPECT(child_await(child) == 25);
    child = fork();
    if (child == 0) {
        execlp("child", "child", "again", CHILD, NULL);
        _exit(97);
    }
    EXPECT(child_await(child) == 8);
    printf("exec: a clone becomes another program\n");
}

/* In a clone: those of the family that take an environment, and those that look for the program. */
static void exec_by(unsigned which)
{
    char *environment[] = {CHILD_WORD("GREETING=hello"), NULL};
    char *const *words = CHILD_WORDS(CHILD_WORD("words"), CHILD_WORD("two words"), CHILD_WORD(""));
    switch (which) {
    case 0:
        execve(CHILD, words, environment);
        break;
    case 1:
        execle(CHILD, "child", "words", "two words", "", NULL, environment);
        break;
    default:
        environ = environment;
        execv(CHILD, words);
        break;
    }
    _exit(97);
}

static void test_exec_family(void)
{
    for (unsigned which = 0; which < 3; which++) {
        pid_t child = fork();
        if (child == 0) {
            exec_by(which);
        }
        EXPECT(child_await(child) == 21);
    }
    pid_t child = fork();
    if (child == 0) {
        execvp("child", CHILD_WORDS(CHILD_WORD("status"), CHILD_WORD("9")));
        _exit(97);
    }
    EXPECT(child_await(child) == 9);
    printf("exec: each of the family does the same\n");
}

/* Runs it with file actions. */
static int spawn_with(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
                      char *const words[])
{
    pid_t child;
    int error = posix_spawn(&child, CHILD, actions, attributes, words, environ);
    return error != 0 ? -1000 - error : child_await(child);
}

static void test_files(void)
{
    posix_spawn_file_actions_t actions;
    child_write_bytes(TMP "/text", "abcdefgh", 8);
    int file = open(TMP "/text", O_RDONLY | O_CLOEXEC);
    int closed = open(TMP "/text", O_RDONLY | O_CLOEXEC);
    EXPECT(lseek(file, 3, SEEK_SET) == 3 && dup2(closed, 7) == 7);
    EXPECT(fcntl(7, F_SETFD, FD_CLOEXEC) == 0);
    EXPECT(posix_spawn_file_actions_init(&actions) == 0);
    EXPECT(posix_spawn_file_actions_adddup2(&actions, file, 5) == 0);
    EXPECT(posix_spawn_file_actions_adddup2(&actions, 5, 6) == 0);
    EXPECT(posix_spawn_file_actions_addclose(&actions, 0) == 0);
    EXPECT(posix_spawn_file_actions_addclose(&actions, 64) == EBADF);
    EXPECT(spawn_with(&actions, NULL, CHILD_WORDS(CHILD_WORD("files"))) == 22);
    EXPECT(lseek(file, 0, SEEK_CUR) == 6); /* the offset is shared */
    EXPECT(posix_spawn_file_actions_adddup2(&actions, 40, 1) == 0);
    EXPECT(spawn_with(&actions, NULL, CHILD_WORDS(CHILD_WORD("files"))) == -1000 - EBADF);
    EXPECT(posix_spawn_file_actions_destroy(&actions) == 0);
    EXPECT(close(file) == 0 && close(closed) == 0 && close(7) == 0);
    EXPECT(posix_spawn_file_actions_init(&actions) == 0);
    EXPECT(posix_spawn_file_actions_addopen(&actions, 1, TMP "/said", O_WRONLY | O_CREAT, 0666) ==
           0);
    EXPECT(spawn_with(&actions, NULL, CHILD_WORDS(CHILD_WORD("say"), CHILD_WORD("well done"))) ==
           0);
    char said[16] = {0};
    file = open(TMP "/said", O_RDONLY);
    EXPECT(read(file, said, sizeof said) == 9 && strcmp(said, "well done") == 0);
    EXPECT(close(file) == 0 && posix_spawn_file_actions_destroy(&actions) == 0);
    printf("exec: descriptors are handed on, and files opened\n");
}

static void test_directory(void)
{
    EXPECT(mkdir(TMP "/folder", 0777) == 0 && chdir(TMP "/folder") == 0);
    child_write_bytes("here", "", 0);
    EXPECT(child_await(child_spawn(CHILD_WORDS(CHILD_WORD("directory")))) == 23);
    EXPECT(chdir("/") == 0 && unlink(TMP "/folder/here") == 0 && rmdir(TMP "/folder") == 0);
    printf("exec: the working directory is handed on\n");
}

static void abort_on(int signal)
{
    (void)signal;
    abort();
}

/* In a clone: what waits stays, what is ignored too, what is caught is not. */
static void exec_with_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    signal(SIGHUP, SIG_IGN);
    signal(SIGUSR2, abort_on);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    execl(CHILD, "child", "signals", NULL);
    _exit(97);
}

static void test_signals(void)
{
    posix_spawnattr_t attributes;
    sigset_t set;
    pid_t child = fork();
    if (child == 0) {
        exec_with_signals();
    }
    EXPECT(child_await(child) == 24);
    /* One that knows nothing of signals ignores what it is to ignore, and is ended by all else. */
    signal(SIGHUP, SIG_IGN);
    child = child_spawn(CHILD_WORDS(CHILD_WORD("wait")));
    EXPECT(kill(child, SIGHUP) == 0 && kill(child, SIGTERM) == 0 && child_await(child) == -SIGTERM);
    EXPECT(posix_spawnattr_init(&attributes) == 0);
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    EXPECT(posix_spawnattr_setsigdefault(&attributes, &set) == 0);
    EXPECT(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP) ==
           0);
    EXPECT(posix_spawn(&child, CHILD, NULL, &attributes, CHILD_WORDS(CHILD_WORD("wait")),
                       environ) == 0);
    EXPECT(getpgid(child) == child && kill(-child, SIGHUP) == 0 && child_await(child) == -SIGHUP);
    EXPECT(posix_spawnattr_setflags(&attributes, 0x4000) == EINVAL);
    EXPECT(posix_spawnattr_destroy(&attributes) == 0);
    signal(SIGHUP, SIG_DFL);
    printf("exec: signals are as they were\n");
}

static int error_of(const char *path)
{
    EXPECT(execl(path, "child", NULL) == -1);
    return errno;
}

static void test_scripts(void)
{
    static const char script[] = "#! " CHILD "  script \nthis is no program\n";
    static const char nested[] = "#!" TMP "/script\n";
    static const char moved[] = "#!/nowhere/bin/child script\n";
    static const char lost[] = "#!/nowhere/bin/lost\n";
    static const char other[] = "echo this is for a shell\n";
    pid_t child;
    child_write_bytes(TMP "/script", script, sizeof script - 1);
    child_write_bytes(TMP "/nested", nested, sizeof nested - 1);
    child_write_bytes(TMP "/other", other, sizeof other - 1);
    char *words[] = {CHILD_WORD("x"), CHILD_WORD("a"), CHILD_WORD("b"), NULL};
    EXPECT(posix_spawn(&child, TMP "/script", NULL, NULL, words, environ) == 0);
    EXPECT(child_await(child) == 26 && error_of(TMP "/nested") == ENOEXEC);
    EXPECT(error_of(TMP "/other") == ENOEXEC);
    child_write_bytes(TMP "/script", moved, sizeof moved - 1); /* found in PATH */
    EXPECT(posix_spawn(&child, TMP "/script", NULL, NULL, words, environ) == 0);
    EXPECT(child_await(child) == 26);
    child_write_bytes(TMP "/script", lost, sizeof lost - 1);
    EXPECT(error_of(TMP "/script") == ENOENT);
    EXPECT(posix_spawnp(&child, "other", NULL, NULL, words, environ) == ENOENT); /* no shell */
    EXPECT(posix_spawn(&child, "/bin/sh", NULL, NULL, words, environ) == ENOENT);
    child_write(TMP "/sh");
    char *exiting[] = {CHILD_WORD("sh"), CHILD_WORD("status"), CHILD_WORD("9"), NULL};
    EXPECT(posix_spawn(&child, "/bin/sh", NULL, NULL, exiting, environ) == 0);
    EXPECT(child_await(child) == 9);
    EXPECT(posix_spawnp(&child, "other", NULL, NULL, words, environ) == 0 &&
           child_await(child) == 98);
    EXPECT(unlink(TMP "/sh") == 0 && unlink(TMP "/script") == 0 && unlink(TMP "/nested") == 0);
    EXPECT(unlink(TMP "/other") == 0);
    printf("exec: scripts are for their interpreter\n");
}

static void test_errors(void)
{
    static char long_word[70000];
    char *words[] = {CHILD_WORD("child"), long_word, NULL};
    memset(long_word, 'x', sizeof long_word - 1);
    EXPECT(execv(CHILD, words) == -1 && errno == E2BIG);
    EXPECT(error_of(TMP "/nothing") == ENOENT && error_of(TMP "/child/x") == ENOTDIR);
    EXPECT(error_of("/tmp") == EACCES && error_of("") == ENOENT);
    EXPECT(execlp("nothing", "nothing", NULL) == -1 && errno == ENOENT);
    child_write_bytes(TMP "/cut", exec_child, 3000);
    EXPECT(error_of(TMP "/cut") == ENOEXEC);
    child_write_bytes(TMP "/cut", exec_child, 40);
    EXPECT(error_of(TMP "/cut") == ENOEXEC);
    child_write_bytes(TMP "/cut", "", 0);
    EXPECT(error_of(TMP "/cut") == ENOEXEC && unlink(TMP "/cut") == 0);
    printf("exec: what cannot be started is refused\n");
}

int main(void)
{
    child_write(CHILD);
    test_words();
    test_exec();
    test_exec_family();
    test_files();
    test_directory();
    test_signals();
    test_scripts();
    test_errors();
    return EXIT_SUCCESS;
}
