/* SPDX-License-Identifier: MIT */
/*
 * What cloner can be asked for.
 */
#ifndef BENCH_CLONER_H
#define BENCH_CLONER_H

enum cloner_label {
    CLONER_JOIN = 1, /* word 0: a capability to the client's process, which it will clone */
    CLONER_RUN,      /* clones; the answer to the client, 1, comes when the clone (0) has ended */
    CLONER_HOLD,     /* clones; the clone waits for its answer */
    CLONER_DROP,     /* ends that clone */
};

#endif
