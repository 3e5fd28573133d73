/* SPDX-License-Identifier: MIT */
/** @file
 * Terminals, which picolibc's termios.h takes from here.
 *
 * There is one kind: the console's. Its mode is the terminal's, and so the same by each descriptor
 * and in each program, and lasts until somebody changes it. What of struct termios has an effect is
 * ICANON, ECHO, ISIG, in non-canonical mode ICRNL, VMIN and VTIME; the rest is as tcgetattr tells
 * it, whatever it is set to.
 */
#ifndef TAY_SYS_TERMIOS_H
#define TAY_SYS_TERMIOS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned tcflag_t;  /**< flags */
typedef unsigned char cc_t; /**< a control character */
typedef unsigned speed_t;   /**< a speed: one of those below */
#define NCCS 11             /**< how many control characters there are */
#define _POSIX_VDISABLE 0   /**< a control character that there is not */

/* In c_cc. */
#define VEOF 0   /**< Ctrl-D: the end of the input, or of a part of a line */
#define VEOL 1   /**< none */
#define VERASE 2 /**< Backspace, DEL */
#define VINTR 3  /**< Ctrl-C: SIGINT */
#define VKILL 4  /**< Ctrl-U */
#define VMIN 5   /**< how many bytes a read waits for in non-canonical mode */
#define VQUIT 6  /**< Ctrl-Backslash: SIGQUIT */
#define VSTART 7 /**< none */
#define VSTOP 8  /**< none */
#define VSUSP 9  /**< none */
#define VTIME 10 /**< for how long, in 0.1 s */

/* In c_iflag. */
#define BRKINT 0x0001  /**< never set */
#define ICRNL 0x0002   /**< Return is a newline */
#define IGNBRK 0x0004  /**< set */
#define IGNCR 0x0008   /**< never set */
#define IGNPAR 0x0010  /**< set */
#define INLCR 0x0020   /**< never set */
#define INPCK 0x0040   /**< never set */
#define ISTRIP 0x0080  /**< never set */
#define IXANY 0x0100   /**< never set */
#define IXOFF 0x0200   /**< never set */
#define IXON 0x0400    /**< never set */
#define PARMRK 0x0800  /**< never set */
#define IMAXBEL 0x1000 /**< set: what does not fit is refused with a bell */
#define IUTF8 0x2000   /**< set */

/* In c_oflag. */
#define OPOST 0x0001  /**< set: output is processed */
#define ONLCR 0x0002  /**< set: a newline is sent as CR and LF */
#define OCRNL 0x0004  /**< never set */
#define ONOCR 0x0008  /**< never set */
#define ONLRET 0x0010 /**< never set */
#define OFILL 0x0020  /**< never set */
#define OFDEL 0x0040  /**< never set */
#define NLDLY 0       /**< no delays */
#define CRDLY 0       /**< no delays */
#define TABDLY 0      /**< no delays */
#define BSDLY 0       /**< no delays */
#define VTDLY 0       /**< no delays */
#define FFDLY 0       /**< no delays */

/* In c_cflag. */
#define CSIZE 0x0003  /**< the bits of a character: */
#define CS5 0x0000    /**< 5 */
#define CS6 0x0001    /**< 6 */
#define CS7 0x0002    /**< 7 */
#define CS8 0x0003    /**< 8: as it is */
#define CSTOPB 0x0004 /**< never set */
#define CREAD 0x0008  /**< set */
#define PARENB 0x0010 /**< never set */
#define PARODD 0x0020 /**< never set */
#define HUPCL 0x0040  /**< never set */
#define CLOCAL 0x0080 /**< set */

/* In c_lflag. */
#define ECHO 0x0001   /**< what is typed is shown */
#define ECHOE 0x0002  /**< set: Backspace takes a character away */
#define ECHOK 0x0004  /**< set: Ctrl-U takes the line away */
#define ECHONL 0x0008 /**< never set */
#define ICANON 0x0010 /**< canonical mode: lines, which can be edited */
#define IEXTEN 0x0020 /**< set: there are more keys */
#define ISIG 0x0040   /**< Ctrl-C and Ctrl-Backslash send signals; else they are bytes */
#define NOFLSH 0x0080 /**< never set */
#define TOSTOP 0x0100 /**< never set */

/* Speeds: of the terminal's none has an effect. */
#define B0 0           /**< no speed */
#define B50 50         /**< a speed */
#define B75 75         /**< a speed */
#define B110 110       /**< a speed */
#define B134 134       /**< a speed */
#define B150 150       /**< a speed */
#define B200 200       /**< a speed */
#define B300 300       /**< a speed */
#define B600 600       /**< a speed */
#define B1200 1200     /**< a speed */
#define B1800 1800     /**< a speed */
#define B2400 2400     /**< a speed */
#define B4800 4800     /**< a speed */
#define B9600 9600     /**< a speed */
#define B19200 19200   /**< a speed */
#define B38400 38400   /**< a speed */
#define B57600 57600   /**< a speed */
#define B115200 115200 /**< the console's */

#define TCSANOW 0   /**< tcsetattr: at once */
#define TCSADRAIN 1 /**< tcsetattr: when everything is written */
#define TCSAFLUSH 2 /**< tcsetattr: then, and what was typed is thrown away */

#define TCIFLUSH 0  /**< tcflush: what was typed and not read */
#define TCOFLUSH 1  /**< tcflush: what was written and not sent: nothing is */
#define TCIOFLUSH 2 /**< tcflush: both */

#define TCOOFF 0 /**< tcflow: not supported */
#define TCOON 1  /**< tcflow: not supported */
#define TCIOFF 2 /**< tcflow: not supported */
#define TCION 3  /**< tcflow: not supported */

/** What a terminal does. */
struct termios {
    tcflag_t c_iflag; /**< with input */
    tcflag_t c_oflag; /**< with output */
    tcflag_t c_cflag; /**< on the line */
    tcflag_t c_lflag; /**< with lines, echo and signals */
    cc_t c_cc[NCCS];  /**< control characters, VMIN and VTIME */
    speed_t c_ispeed; /**< cfgetispeed */
    speed_t c_ospeed; /**< cfgetospeed */
};

/** Its size, which the terminal does not measure itself: 80 by 24 until somebody says it. */
struct winsize {
    unsigned short ws_row;    /**< rows */
    unsigned short ws_col;    /**< columns */
    unsigned short ws_xpixel; /**< 0 */
    unsigned short ws_ypixel; /**< 0 */
};

/**
 * Tells what a terminal does.
 *
 * @param descriptor of a terminal
 * @param termios_out written on 0
 * @return 0; -1 and errno: EBADF; ENOTTY: no terminal; EIO: it does not answer
 */
int tcgetattr(int descriptor, struct termios *termios_out);

/**
 * Changes what a terminal does, for all that use it.
 *
 * @param descriptor of a terminal
 * @param when TCSANOW, TCSADRAIN, TCSAFLUSH
 * @param termios of which what has no effect is ignored
 * @return 0; -1 and errno: as tcgetattr; EINVAL: no such `when`; EINTR: a handler has run while it
 *         waited until everything was written
 * @note Blocks, but with TCSANOW.
 */
int tcsetattr(int descriptor, int when, const struct termios *termios);

/**
 * Waits until everything is sent that was written.
 *
 * @param descriptor of a terminal
 * @return 0; -1 and errno: as tcgetattr; EINTR: a handler has run
 * @note Blocks.
 */
int tcdrain(int descriptor);

/**
 * Throws away what was typed, and nobody has read.
 *
 * @param descriptor of a terminal
 * @param which TCIFLUSH, TCOFLUSH, TCIOFLUSH
 * @return 0; -1 and errno: as tcgetattr; EINVAL: none of these
 */
int tcflush(int descriptor, int which);

/**
 * Not supported.
 *
 * @param descriptor of a terminal
 * @param what TCOOFF and so on
 * @return -1 and errno: as tcgetattr; EINVAL: none of these; ENOTSUP
 */
int tcflow(int descriptor, int what);

/**
 * Not supported.
 *
 * @param descriptor of a terminal
 * @param duration of a break
 * @return -1 and errno: as tcgetattr; ENOTSUP
 */
int tcsendbreak(int descriptor, int duration);

/**
 * Changes a struct termios to what programs want that take each byte as it comes.
 *
 * @param termios in and out
 */
void cfmakeraw(struct termios *termios);

/**
 * The speed of input.
 *
 * @param termios of tcgetattr
 * @return c_ispeed
 */
speed_t cfgetispeed(const struct termios *termios);

/**
 * The speed of output.
 *
 * @param termios of tcgetattr
 * @return c_ospeed
 */
speed_t cfgetospeed(const struct termios *termios);

/**
 * Changes the speed of input in a struct termios; the terminal has but one.
 *
 * @param termios in and out
 * @param speed one of the speeds
 * @return 0; -1 and errno: EINVAL: there is no such speed
 */
int cfsetispeed(struct termios *termios, speed_t speed);

/**
 * Changes the speed of output in a struct termios; the terminal has but one.
 *
 * @param termios in and out
 * @param speed one of the speeds
 * @return 0; -1 and errno: EINVAL: there is no such speed
 */
int cfsetospeed(struct termios *termios, speed_t speed);

#ifdef __cplusplus
}
#endif

#endif
