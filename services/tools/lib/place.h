/* SPDX-License-Identifier: MIT */
/*
 * Where the tools find what they show.
 */
#ifndef TOOLS_PLACE_H
#define TOOLS_PLACE_H

/* Where proc's file system is mounted; the tests of the host have one of their own. */
#ifndef TOOLS_PROC
#define TOOLS_PROC "/proc"
#endif

#endif
