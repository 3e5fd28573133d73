/* SPDX-License-Identifier: MIT */
/*
 * Random messages: the current thread calls, sends, receives, answers, and interrupts itself.
 */
#ifndef TALK_H
#define TALK_H

#include "choice.h"

void talk(struct choice *choice);

#endif
