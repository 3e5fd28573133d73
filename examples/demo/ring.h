/* SPDX-License-Identifier: MIT */
/*
 * What the writer and the reader share: one page with a line of text.
 *
 * The line belongs to the writer until it notifies `filled`, and then to the reader until that
 * notifies `emptied`; a notification orders what was written before it. The last line is empty.
 */
#ifndef DEMO_RING_H
#define DEMO_RING_H

#define RING_BYTES 4096u
#define RING_BIT 1u

struct ring {
    unsigned number; /* of the line, from 1 */
    char line[64];
};

#endif
