/* SPDX-License-Identifier: MIT */
/*
 * Terminals. Nothing of them is kept here: a mode is the terminal's, VMIN and VTIME are in the part
 * of it that the console keeps for its clients, and the group at the terminal is proc's.
 */
#include "terminal.h"

#include "error.h"
#include "foreground.h"
#include "stream_call.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <tay/protocol/stream.h>
#include <tay/time.h>
#include <termios.h>
#include <unistd.h>

#define NAME "/dev/console"
#define CTRL(letter) ((letter)&0x1f)
#define DELETE 0x7f
#define TENTH_NS (100 * TAY_NS_PER_MS) /* the unit of VTIME */
#define BYTE_BITS 8

int terminal_get(int descriptor, struct open_file *file_out)
{
    int error = descriptor_get(descriptor, file_out);
    return error == 0 && !is_terminal(file_out) ? ENOTTY : error;
}

int isatty(int descriptor)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    if (error != 0) {
        errno = error;
    }
    return error == 0;
}

/* Modes ------------------------------------------------------------------------------------------
 */

/* What is not 0 in these bits: VMIN as it is plus 1, so that 0, with which a mode begins, is
 * VMIN 1, and VTIME. */
static unsigned kept_of(unsigned min, unsigned time)
{
    return ((min - 1) & UINT8_MAX) | time << BYTE_BITS;
}

static unsigned min_of(unsigned mode)
{
    return ((mode >> TAY_STREAM_MODE_KEPT_SHIFT) + 1) & UINT8_MAX;
}

static unsigned time_of(unsigned mode)
{
    return mode >> (TAY_STREAM_MODE_KEPT_SHIFT + BYTE_BITS);
}

static unsigned mode_of(const struct termios *termios)
{
    unsigned mode = kept_of(termios->c_cc[VMIN], termios->c_cc[VTIME])
                    << TAY_STREAM_MODE_KEPT_SHIFT;
    mode |= (termios->c_lflag & ICANON) != 0 ? TAY_STREAM_COOKED : 0;
    mode |= (termios->c_lflag & ECHO) != 0 ? TAY_STREAM_ECHO : 0;
    mode |= (termios->c_lflag & ISIG) != 0 ? TAY_STREAM_SIGNALS : 0;
    /* Lines end with Return in any case. */
    bool is_raw = (termios->c_lflag & ICANON) == 0;
    mode |= is_raw && (termios->c_iflag & ICRNL) != 0 ? TAY_STREAM_NEWLINES : 0;
    return mode;
}

static void fill(struct termios *termios, unsigned mode)
{
    bool has_newlines = (mode & (TAY_STREAM_COOKED | TAY_STREAM_NEWLINES)) != 0;
    *termios = (struct termios){.c_iflag = IGNBRK | IGNPAR | IMAXBEL | IUTF8,
                                .c_oflag = OPOST | ONLCR,
                                .c_cflag = CS8 | CREAD | CLOCAL,
                                .c_lflag = ECHOE | ECHOK | IEXTEN,
                                .c_ispeed = B115200,
                                .c_ospeed = B115200};
    termios->c_iflag |= has_newlines ? ICRNL : 0;
    termios->c_lflag |= (mode & TAY_STREAM_COOKED) != 0 ? ICANON : 0;
    termios->c_lflag |= (mode & TAY_STREAM_ECHO) != 0 ? ECHO : 0;
    termios->c_lflag |= (mode & TAY_STREAM_SIGNALS) != 0 ? ISIG : 0;
    termios->c_cc[VEOF] = CTRL('D');
    termios->c_cc[VERASE] = DELETE;
    termios->c_cc[VINTR] = CTRL('C');
    termios->c_cc[VKILL] = CTRL('U');
    termios->c_cc[VQUIT] = CTRL('\\');
    termios->c_cc[VMIN] = (cc_t)min_of(mode);
    termios->c_cc[VTIME] = (cc_t)time_of(mode);
}

static int ask_mode(const struct open_file *file, unsigned *mode_out)
{
    struct tay_call call = {.label = TAY_STREAM_MODE, .word = {TAY_STREAM_MODE_ASK}};
    int error = stream_errno(stream_call_at_once(file, &call));
    *mode_out = (unsigned)call.word[0];
    return error;
}

int tcgetattr(int descriptor, struct termios *termios_out)
{
    struct open_file file;
    unsigned mode;
    int error = terminal_get(descriptor, &file);
    if (error == 0) {
        error = ask_mode(&file, &mode);
    }
    if (error == 0) {
        fill(termios_out, mode);
    }
    return error_return(error);
}

static int drain(const struct open_file *file)
{
    struct tay_call call = {.label = TAY_STREAM_DRAIN};
    return stream_errno(stream_call(file, &call));
}

static int discard(const struct open_file *file)
{
    struct tay_call call = {.label = TAY_STREAM_DISCARD};
    return stream_errno(stream_call_at_once(file, &call));
}

int tcsetattr(int descriptor, int when, const struct termios *termios)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    if (error == 0 && (when < TCSANOW || when > TCSAFLUSH)) {
        error = EINVAL;
    }
    if (error == 0 && when != TCSANOW) {
        error = drain(&file);
    }
    if (error == 0 && when == TCSAFLUSH) {
        error = discard(&file);
    }
    if (error == 0) {
        struct tay_call call = {.label = TAY_STREAM_MODE,
                                .word = {TAY_STREAM_MODE_SET_TERMINAL, mode_of(termios)}};
        error = stream_errno(stream_call_at_once(&file, &call));
    }
    return error_return(error);
}

int tcdrain(int descriptor)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    return error_return(error != 0 ? error : drain(&file));
}

int tcflush(int descriptor, int which)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    if (error == 0 && (which < TCIFLUSH || which > TCIOFLUSH)) {
        error = EINVAL;
    }
    return error_return(error != 0 || which == TCOFLUSH ? error : discard(&file));
}

int tcflow(int descriptor, int what)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    return error_return(error != 0 ? error : what < TCOOFF || what > TCION ? EINVAL : ENOTSUP);
}

int tcsendbreak(int descriptor, int duration)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    (void)duration;
    return error_return(error != 0 ? error : ENOTSUP);
}

void cfmakeraw(struct termios *termios)
{
    termios->c_iflag &=
        ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    termios->c_oflag &= ~(tcflag_t)OPOST;
    termios->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    termios->c_cflag = (termios->c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    termios->c_cc[VMIN] = 1;
    termios->c_cc[VTIME] = 0;
}

speed_t cfgetispeed(const struct termios *termios)
{
    return termios->c_ispeed;
}

speed_t cfgetospeed(const struct termios *termios)
{
    return termios->c_ospeed;
}

static int set_speed(speed_t *speed, speed_t wanted)
{
    static const speed_t known[] = {B0,    B50,   B75,    B110,   B134,   B150,
                                    B200,  B300,  B600,   B1200,  B1800,  B2400,
                                    B4800, B9600, B19200, B38400, B57600, B115200};
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i] == wanted) {
            *speed = wanted;
            return 0;
        }
    }
    return error_return(EINVAL);
}

int cfsetispeed(struct termios *termios, speed_t speed)
{
    return set_speed(&termios->c_ispeed, speed);
}

int cfsetospeed(struct termios *termios, speed_t speed)
{
    return set_speed(&termios->c_ospeed, speed);
}

int ioctl(int descriptor, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    struct winsize *size = va_arg(arguments, struct winsize *);
    va_end(arguments);
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    if (error != 0 || (request != TIOCGWINSZ && request != TIOCSWINSZ)) {
        return error_return(error != 0 ? error : ENOTTY);
    }
    bool says = request == TIOCSWINSZ;
    struct tay_call call = {.label = TAY_STREAM_SIZE,
                            .word = {says ? size->ws_col : 0, says ? size->ws_row : 0}};
    /* Both 0 would only ask. */
    bool is_none = says && size->ws_col == 0 && size->ws_row == 0;
    error = is_none ? EINVAL : stream_errno(stream_call_at_once(&file, &call));
    if (error == 0 && !says) {
        *size = (struct winsize){.ws_col = (unsigned short)call.word[0],
                                 .ws_row = (unsigned short)call.word[1]};
    }
    return error_return(error);
}

/* Reading ----------------------------------------------------------------------------------------
 */

/* As much as there is; 0: until the deadline there was nothing, or the input is at its end. */
static ssize_t read_some(const struct open_file *file, char *to, size_t room_bytes,
                         tay_time_t wait_ns)
{
    struct tay_call call = {.label = TAY_STREAM_READ,
                            .word = {room_bytes, wait_ns == 0 ? TAY_STREAM_NO_WAIT : 0},
                            .lend_write = to,
                            .lend_write_bytes = room_bytes};
    if (wait_ns != 0 && wait_ns != TAY_TIME_NEVER) {
        call.deadline_ns = tay_time_after(wait_ns);
    }
    enum tay_status status = stream_call(file, &call);
    if (status == TAY_ETIMEDOUT || (status == TAY_EAGAIN && wait_ns == 0)) {
        return 0;
    }
    return status != TAY_OK ? -stream_errno(status) : (ssize_t)call.word[0];
}

/* POSIX, 11.1.7: VMIN bytes, or what comes within VTIME after each; with VMIN 0 it is the time for
 * the first one. */
static ssize_t read_raw(const struct open_file *file, char *to, size_t room_bytes, unsigned mode)
{
    size_t wanted = min_of(mode) < room_bytes ? min_of(mode) : room_bytes;
    tay_time_t time_ns = time_of(mode) * TENTH_NS;
    tay_time_t wait_ns = wanted == 0 ? time_ns : TAY_TIME_NEVER;
    size_t done_bytes = 0;
    do {
        ssize_t some = read_some(file, to + done_bytes, room_bytes - done_bytes, wait_ns);
        if (some <= 0) {
            return done_bytes > 0 ? (ssize_t)done_bytes : some;
        }
        done_bytes += (size_t)some;
        wait_ns = time_ns != 0 ? time_ns : TAY_TIME_NEVER;
    } while (done_bytes < wanted);
    return (ssize_t)done_bytes;
}

ssize_t terminal_read(const struct open_file *file, void *to, size_t room_bytes)
{
    unsigned mode;
    int error = foreground_is_other() ? EIO : ask_mode(file, &mode);
    if (error != 0) {
        return -error;
    }
    return (mode & TAY_STREAM_COOKED) != 0 ? stream_read(file, TAY_STREAM_READ_LINE, to, room_bytes)
                                           : read_raw(file, to, room_bytes, mode);
}

/* Names ------------------------------------------------------------------------------------------
 */

int ttyname_r(int descriptor, char *name, size_t room_bytes)
{
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    if (error == 0 && room_bytes < sizeof NAME) {
        error = ERANGE;
    }
    if (error == 0) {
        memcpy(name, NAME, sizeof NAME);
    }
    return error;
}

char *ttyname(int descriptor)
{
    static char name[] = NAME;
    struct open_file file;
    int error = terminal_get(descriptor, &file);
    if (error != 0) {
        errno = error;
    }
    return error == 0 ? name : NULL;
}

char *ctermid(char *name)
{
    static char own[] = "/dev/tty";
    return name == NULL ? own : strcpy(name, own);
}
