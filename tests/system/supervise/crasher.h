/* SPDX-License-Identifier: MIT */
/*
 * What the server of crasher.c is asked for.
 */
#ifndef SUPERVISE_CRASHER_H
#define SUPERVISE_CRASHER_H

enum crasher_label {
    CRASHER_FAULT = 1, /* it faults in the call */
    CRASHER_HANG = 2,  /* it never answers, and does not come back to receive */
    CRASHER_COUNT = 3, /* 0: its starts, as it remembers them, 1: what SET has left */
    CRASHER_SET = 4,   /* 0: a word to remember */
};

#endif
