/* SPDX-License-Identifier: MIT */
/** @file
 * What the system is called: of POSIX.
 */
#ifndef TAY_SYS_UTSNAME_H
#define TAY_SYS_UTSNAME_H

#ifdef __cplusplus
extern "C" {
#endif

/** Its names. */
struct utsname {
    char sysname[16];  /**< "Tayberry" */
    char nodename[16]; /**< "tayberry": there is no network */
    char release[16];  /**< the version of the SDK that the program was linked with */
    char version[32];  /**< the same in words */
    char machine[16];  /**< the processor: "aarch64" */
};

/**
 * Tells its names.
 *
 * @param name_out written
 * @return 0
 */
int uname(struct utsname *name_out);

#ifdef __cplusplus
}
#endif

#endif
