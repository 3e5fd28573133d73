/* SPDX-License-Identifier: MIT */
#include "tty.h"

#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_COLUMNS 80u
#define REOPEN_TRIES 100 /* 10 s: a console that is started again is there much earlier */
#define REOPEN_PAUSE_NS 100000000L

static int terminal = -1;    /* a copy of standard input, which redirections do not change */
static struct termios modes; /* as the terminal was found */

static bool keep_copy(int descriptor)
{
    terminal = fcntl(descriptor, F_DUPFD, SHELL_DESCRIPTOR_MIN);
    return terminal >= 0 && fcntl(terminal, F_SETFD, FD_CLOEXEC) == 0;
}

bool tty_open(void)
{
    return isatty(STDIN_FILENO) == 1 && keep_copy(STDIN_FILENO) && tcgetattr(terminal, &modes) == 0;
}

/* Processes ---------------------------------------------------------------------------------------
 */

bool tty_has_groups(void)
{
    bool leads = getpgrp() == getpid() || setpgid(0, 0) == 0;
    return terminal >= 0 && leads && tcsetpgrp(terminal, getpgrp()) == 0;
}

void tty_give(pid_t group)
{
    if (terminal >= 0) {
        tcsetpgrp(terminal, group);
    }
}

void tty_take(bool restores_modes)
{
    if (terminal < 0) {
        return;
    }
    tcsetpgrp(terminal, getpgrp());
    if (restores_modes) {
        tcsetattr(terminal, TCSADRAIN, &modes);
    }
}

/* Another console --------------------------------------------------------------------------------
 */

static bool is_gone(int error)
{
    return error == EIO || error == ENODEV || error == EPIPE;
}

/* The standard descriptors, which were the old one, become the new one. */
static bool take_over(int opened)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (dup2(opened, descriptor) < 0) {
            return false;
        }
    }
    close(terminal);
    bool is_kept = keep_copy(opened);
    if (opened > STDERR_FILENO) {
        close(opened);
    }
    return is_kept && tcgetattr(terminal, &modes) == 0;
}

static bool reopen(void)
{
    for (int tries = 0; tries < REOPEN_TRIES; tries++) {
        int opened = open("/dev/console", O_RDWR);
        if (opened >= 0 && take_over(opened)) {
            if (shell.has_jobs) {
                tcsetpgrp(terminal, getpgrp());
            }
            return true;
        }
        nanosleep(&(struct timespec){.tv_nsec = REOPEN_PAUSE_NS}, NULL);
    }
    return false;
}

/* Bytes ------------------------------------------------------------------------------------------
 */

bool tty_begin_raw(void)
{
    struct termios raw = modes;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    int failed = tcsetattr(terminal, TCSADRAIN, &raw);
    if (failed != 0 && is_gone(errno) && reopen()) {
        failed = tcsetattr(terminal, TCSADRAIN, &raw);
    }
    return failed == 0;
}

void tty_end_raw(void)
{
    tcsetattr(terminal, TCSADRAIN, &modes);
}

int tty_read(void)
{
    unsigned char byte;
    if (!trap_wait_for_input(terminal)) {
        return TTY_INTERRUPTED;
    }
    ssize_t count = read(terminal, &byte, 1);
    if (count == 1) {
        return byte;
    }
    if (count < 0 && errno == EINTR) {
        return TTY_INTERRUPTED;
    }
    return count < 0 && is_gone(errno) && reopen() ? TTY_REOPENED : TTY_END;
}

void tty_write(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t count = write(terminal, text, length);
        if (count < 0 && errno != EINTR) {
            return; /* reading will tell what has become of it */
        }
        text += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
}

unsigned tty_columns(void)
{
    struct winsize size;
    bool is_known = ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return is_known ? size.ws_col : DEFAULT_COLUMNS;
}
