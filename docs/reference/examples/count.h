/* SPDX-License-Identifier: MIT */
/*
 * What the server and its client in these examples agree on.
 */
#ifndef COUNT_H
#define COUNT_H

/* [protocol] */
enum {
    COUNT_OPEN = 1, /* out: 0: a session (a capability) */
    COUNT_ADD = 2,  /* lends an array of unsigned for reading; in: 0: how many; out: 0: the sum */
    COUNT_WAIT = 3, /* answered at the next tick; out: 0: the sum then */
};
/* [protocol] */

#endif
