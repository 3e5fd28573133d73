/* SPDX-License-Identifier: MIT */
/*
 * A terminal by POSIX: its modes, for whoever uses it; who is at it; and what becomes of it when a
 * program dies, or the console itself. Each prompt is followed by what the test types there.
 */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <termios.h>
#include <unistd.h>

#define EXIT_KILLED 7

static struct termios at_first;

static void ask(const char *what)
{
    EXPECT(write(1, what, strlen(what)) == (ssize_t)strlen(what) && write(1, "> ", 2) == 2);
}

static void set(int descriptor, const struct termios *termios)
{
    EXPECT(tcsetattr(descriptor, TCSANOW, termios) == 0);
}

static void expect_read(const char *wanted)
{
    char text[32] = "";
    ssize_t length_bytes = read(0, text, sizeof text - 1);
    if (strcmp(text, wanted) != 0) {
        printf("terminal: %zd bytes: '%s'\n", length_bytes, text);
    }
    EXPECT(length_bytes == (ssize_t)strlen(wanted) && strcmp(text, wanted) == 0);
}

static int end_of(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void be_a_terminal(void)
{
    char name[32];
    int ends[2];
    struct winsize size;
    EXPECT(isatty(0) && isatty(1) && strcmp(ttyname(1), "/dev/console") == 0);
    EXPECT(ttyname_r(0, name, sizeof name) == 0 && ttyname_r(0, name, 5) == ERANGE);
    EXPECT(tcgetattr(0, &at_first) == 0 && at_first.c_iflag & ICRNL);
    EXPECT((at_first.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG));
    EXPECT(at_first.c_cc[VMIN] == 1 && at_first.c_cc[VTIME] == 0);
    EXPECT(cfgetospeed(&at_first) == B115200 && cfsetospeed(&at_first, 7) == -1);
    EXPECT(ioctl(0, TIOCGWINSZ, &size) == 0 && size.ws_col == 80 && size.ws_row == 24);
    size.ws_col = 1;
    EXPECT(ioctl(0, TIOCSWINSZ, &size) == -1 && errno == EINVAL && ioctl(0, 1, &size) == -1);
    EXPECT(pipe(ends) == 0 && !isatty(ends[0]) && errno == ENOTTY);
    EXPECT(tcgetattr(ends[0], &at_first) == -1 && errno == ENOTTY);
    EXPECT(!isatty(40) && errno == EBADF && tcsetattr(0, 9, &at_first) == -1 && errno == EINVAL);
    EXPECT(tcflow(0, TCOOFF) == -1 && errno == ENOTSUP && tcdrain(1) == 0);
    EXPECT(close(ends[0]) == 0 && close(ends[1]) == 0);
    printf("terminal: it is one, and a pipe is none\n");
}

static void read_lines(void)
{
    ask("two lines");
    expect_read("one\n");
    expect_read("two\n");
    ask("end of input");
    expect_read("");
    printf("terminal: a read gets a line\n");
}

/* Set by one descriptor, it is so by each. */
static void read_bytes(void)
{
    struct termios now = at_first;
    int other = open("/dev/tty", O_RDWR);
    EXPECT(other >= 0 && isatty(other));
    now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    now.c_cc[VMIN] = 3;
    set(1, &now);
    EXPECT(tcgetattr(other, &now) == 0 && (now.c_lflag & ICANON) == 0 && now.c_cc[VMIN] == 3);
    ask("three bytes");
    expect_read("ab\n");
    cfmakeraw(&now);
    now.c_cc[VMIN] = 2;
    set(other, &now);
    ask("raw");
    expect_read("\x03\r");
    EXPECT(close(other) == 0);
    set(0, &at_first);
    printf("terminal: a mode is of the terminal, whoever sets it\n");
}

static void read_for_a_time(void)
{
    struct termios now = at_first;
    char byte;
    now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    now.c_cc[VMIN] = 0;
    set(0, &now);
    EXPECT(read(0, &byte, 1) == 0);
    now.c_cc[VTIME] = 2;
    set(0, &now);
    tay_time_t before_ns = tay_time_now();
    EXPECT(read(0, &byte, 1) == 0 && tay_time_now() - before_ns >= 200 * TAY_NS_PER_MS);
    now.c_cc[VMIN] = 9;
    set(0, &now);
    ask("some of nine");
    expect_read("xyz");
    EXPECT(tcsetattr(0, TCSAFLUSH, &at_first) == 0);
    printf("terminal: a read waits as long as it shall\n");
}

/* What a child leaves behind is there until somebody sets it back. */
static void outlive_a_child(void)
{
    struct termios now;
    pid_t child = fork();
    if (child == 0) {
        cfmakeraw(&at_first);
        set(0, &at_first);
        *(volatile int *)16 = 1;
    }
    EXPECT(end_of(child) == -SIGSEGV);
    EXPECT(tcgetattr(1, &now) == 0 && (now.c_lflag & ICANON) == 0);
    set(1, &at_first);
    ask("lines again");
    expect_read("line\n");
    printf("terminal: it survives who has used it\n");
}

static void discard(void)
{
    ask("thrown away");
    sleep(1);
    EXPECT(tcflush(0, TCIFLUSH) == 0);
    ask("kept");
    expect_read("kept\n");
    printf("terminal: what was typed can be thrown away\n");
}

static void poll_it(void)
{
    struct pollfd both[] = {{.fd = 0, .events = POLLIN}, {.fd = 1, .events = POLLOUT}};
    char byte;
    int other = open("/dev/tty", O_RDWR | O_NONBLOCK);
    EXPECT(other >= 0 && read(other, &byte, 1) == -1 && errno == EAGAIN);
    EXPECT(fcntl(0, F_GETFL) == O_RDWR && fcntl(other, F_GETFL) == (O_RDWR | O_NONBLOCK));
    EXPECT(poll(both, 1, 10) == 0 && poll(both, 2, -1) == 1 && both[1].revents == POLLOUT);
    ask("polled");
    EXPECT(poll(both, 1, -1) == 1 && both[0].revents == POLLIN);
    EXPECT(fcntl(0, F_SETFL, O_NONBLOCK) == 0);
    expect_read("key\n");
    EXPECT(read(0, &byte, 1) == -1 && errno == EAGAIN && fcntl(0, F_SETFL, 0) == 0);
    EXPECT(close(other) == 0);
    printf("terminal: it can be polled, and need not be waited for\n");
}

static void read_in_background(void)
{
    char byte;
    _exit(read(0, &byte, 1) == -1 && errno == EIO ? 3 : 4);
}

static volatile sig_atomic_t interrupts;

static void note(int signal)
{
    (void)signal;
    interrupts++;
}

/* A child in a group of its own, at the terminal, is ended by a key; the parent then reads. */
static void end_child(const char *prompt, int ended_by)
{
    int ends[2];
    char byte;
    EXPECT(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGINT, SIG_DFL);
        EXPECT(read(ends[0], &byte, 1) == 1);
        ask(prompt);
        _exit(read(0, &byte, 1) == 1 ? 5 : 6);
    }
    EXPECT(setpgid(child, child) == 0 && tcsetpgrp(0, child) == 0 && tcgetpgrp(1) == child);
    EXPECT(write(ends[1], "x", 1) == 1 && end_of(child) == -ended_by);
    EXPECT(close(ends[0]) == 0 && close(ends[1]) == 0);
    EXPECT(tcsetpgrp(0, getpgrp()) == 0 && interrupts == 0);
}

static void be_in_front(void)
{
    signal(SIGINT, note);
    EXPECT(tcgetpgrp(0) == getpgrp() && tcsetpgrp(0, 4000) == -1 && errno == EPERM);
    end_child("to a child", SIGINT);
    end_child("to another", SIGQUIT);
    pid_t child = fork();
    if (child == 0) {
        EXPECT(setpgid(0, 0) == 0);
        read_in_background();
    }
    EXPECT(end_of(child) == 3);
    printf("terminal: Ctrl-C is for the group at the terminal, which alone reads\n");
}

/* The console is started again while somebody reads, and knows whom Ctrl-C is for. */
static void outlive_console(void)
{
    pid_t child = fork();
    if (child == 0) {
        sleep(1);
        _exit(tay_process_exit(tay_startup_cap("victim"), EXIT_KILLED) == TAY_OK ? 0 : 1);
    }
    struct pollfd one = {.fd = 0, .events = POLLIN};
    ask("until it is killed");
    EXPECT(poll(&one, 1, -1) == 1 && one.revents == POLLIN);
    expect_read("behind it\n");
    EXPECT(end_of(child) == 0);
    end_child("to a child of the next console", SIGINT);
    printf("terminal: it survives the console\n");
}

int main(void)
{
    be_a_terminal();
    read_lines();
    read_bytes();
    read_for_a_time();
    outlive_a_child();
    discard();
    poll_it();
    be_in_front();
    outlive_console();
    return 0;
}
