/* SPDX-License-Identifier: MIT */
/*
 * The end of objects, in bounded steps.
 *
 * A dying object is listed here until it is dead. Ending one may end others (a process's
 * capabilities may have been the last ones); those come first. The thread whose operation ended an
 * object works the list off before it returns to user mode, with a preemption point after each
 * step; should it be destroyed meanwhile (when a process ends itself it is), the kernel goes on in
 * its place. Idle cores help, and so does whoever would otherwise be told that memory is short.
 * An object that nobody uses, and that has nothing to give back but its own room, ends without all
 * that, as part of the operation.
 */
#ifndef OBJECT_REAPER_H
#define OBJECT_REAPER_H

#include <object/object.h>

void reaper_init(void);

/* Ends an object. If it is dying already, its turn comes next. */
void reaper_add(struct object *object);

/* Lists an object that lives on for a piece of work that is not its end: callers to turn away. */
void reaper_add_errand(struct object *object);

/* Lists a dead object that nothing refers to any more, to be buried later: there may be many. */
void reaper_add_dead(struct object *object);

/* Closes an object's last capability, and if nobody uses the object ends it at once. Nobody may go
 * on using it unless he has a reference. */
void reaper_close(struct slot *slot);

/* Ends objects that were listed last, if that is little work: a few that nobody uses. True: none is
 * left. Nobody may go on using any of them unless he has a reference. */
bool reaper_settle(void);

/* One bounded step of the first object's end, or several as long as nothing else is due. Nothing
 * happens if there is none. */
void reaper_step(void);

/* Whether an object waits for its end. */
bool reaper_has_work(void);

/* A thread that had the duty is gone: the kernel does the rest itself, with that priority. */
void reaper_adopt(unsigned priority);

/* Whether the work has no thread, and its turn comes before a thread of this priority. */
bool reaper_is_adopted(void);
bool reaper_goes_first(unsigned priority);

/* How often reaper_add has listed an object: tells whose operation did. */
extern unsigned reaper_listed;

static inline unsigned reaper_count(void)
{
    return reaper_listed;
}

/* Gives back the room of a dead object that nothing refers to. */
void reaper_bury(struct object *object);

#endif
