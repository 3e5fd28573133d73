/* SPDX-License-Identifier: MIT */
/*
 * The end of objects, in bounded steps.
 *
 * A dying object is listed here until it is dead. Ending one may end others (a process's
 * capabilities may have been the last ones); those come first. The thread whose operation ended an
 * object works the list off before it returns to user mode, with a preemption point after each
 * step; should it be destroyed meanwhile, an idle core or an allocation that would fail goes on.
 */
#ifndef OBJECT_REAPER_H
#define OBJECT_REAPER_H

#include <object/object.h>

void reaper_init(void);

/* Ends an object. If it is dying already, its turn comes next. */
void reaper_add(struct object *object);

/* One bounded step of the first object's end. Nothing happens if there is none. */
void reaper_step(void);

/* Whether an object waits for its end. */
bool reaper_has_work(void);

/* How often reaper_add has listed an object: tells whose operation did. */
unsigned reaper_count(void);

/* Gives back the room of a dead object that nothing refers to. */
void reaper_bury(struct object *object);

#endif
