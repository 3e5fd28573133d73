/* SPDX-License-Identifier: MIT */
/*
 * Names of signals. Their numbers are the C library's.
 */
#include "signal_name.h"

#include "number.h"
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>

static const struct {
    int signal;
    const char *name;
} names[] = {
    {SIGHUP, "HUP"},       {SIGINT, "INT"},   {SIGQUIT, "QUIT"},   {SIGILL, "ILL"},
    {SIGTRAP, "TRAP"},     {SIGABRT, "ABRT"}, {SIGBUS, "BUS"},     {SIGFPE, "FPE"},
    {SIGKILL, "KILL"},     {SIGUSR1, "USR1"}, {SIGSEGV, "SEGV"},   {SIGUSR2, "USR2"},
    {SIGPIPE, "PIPE"},     {SIGALRM, "ALRM"}, {SIGTERM, "TERM"},   {SIGCHLD, "CHLD"},
    {SIGCONT, "CONT"},     {SIGSTOP, "STOP"}, {SIGTSTP, "TSTP"},   {SIGTTIN, "TTIN"},
    {SIGTTOU, "TTOU"},     {SIGURG, "URG"},   {SIGXCPU, "XCPU"},   {SIGXFSZ, "XFSZ"},
    {SIGVTALRM, "VTALRM"}, {SIGPROF, "PROF"}, {SIGWINCH, "WINCH"}, {SIGSYS, "SYS"},
};

#define NAMES (sizeof names / sizeof names[0])

bool signal_name_read(const char *text, int *signal_out)
{
    uint64_t number;
    if (number_read(text, SIGNAL_NAME_MAX, &number)) {
        *signal_out = (int)number;
        return true;
    }
    text += strncasecmp(text, "SIG", 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < NAMES; i++) {
        if (strcasecmp(text, names[i].name) == 0) {
            *signal_out = names[i].signal;
            return true;
        }
    }
    return false;
}

const char *signal_name(int signal)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].signal == signal) {
            return names[i].name;
        }
    }
    return NULL;
}
