/* SPDX-License-Identifier: MIT */
/** @file
 * Where things lie in the name space of a machine with the boot archive (docs/using.md).
 */
#ifndef TAY_PATHS_H
#define TAY_PATHS_H

#define _PATH_BSHELL "/boot/rom/bin/sh"              /**< the shell */
#define _PATH_CONSOLE "/dev/console"                 /**< the console */
#define _PATH_DEFPATH "/bin:/boot/bin:/boot/rom/bin" /**< PATH, if nobody has said otherwise */
#define _PATH_DEV "/dev/"                            /**< devices */
#define _PATH_DEVNULL "/dev/null"                    /**< swallows all, and has nothing */
#define _PATH_DEVZERO "/dev/zero"                    /**< has zeros without end */
#define _PATH_STDPATH _PATH_DEFPATH                  /**< the same */
#define _PATH_TTY "/dev/tty"                         /**< the program's terminal */

#endif
