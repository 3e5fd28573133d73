/* SPDX-License-Identifier: MIT */
/** @file
 * Signs of life, for the supervisor.
 *
 * A manifest with `ready = ms` lets whoever needs the program wait until it says that it is ready,
 * one with `heartbeat = ms` lets init end it, and start it again if the manifest says so, once it
 * has shown no sign of life for so long. The loop of a server (tay/server.h) does both by itself:
 * it is ready when it first receives, and shows four times in that time that it comes back to
 * receive. A program without that loop calls these functions. Neither waits for anybody.
 */
#ifndef TAY_SUPERVISED_H
#define TAY_SUPERVISED_H

#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Says that the program is ready. Does nothing if its manifest does not ask for that, or it has
 * been said.
 *
 * @note Does not block.
 */
void tay_supervised_ready(void);

/**
 * Shows a sign of life. Does nothing if the manifest does not ask for a heartbeat.
 *
 * @note Does not block.
 */
void tay_supervised_beat(void);

/**
 * Tells how long to wait at most between two signs of life: a quarter of the manifest's time.
 *
 * @return in ns; 0: the manifest does not ask for a heartbeat
 */
tay_time_t tay_supervised_period_ns(void);

#ifdef __cplusplus
}
#endif

#endif
