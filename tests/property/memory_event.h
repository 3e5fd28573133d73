/* SPDX-License-Identifier: MIT */
/*
 * What must have happened at least once in the property test of memory.
 */
#ifndef MEMORY_EVENT_H
#define MEMORY_EVENT_H

#define MEMORY_EVENTS(X)                                                                           \
    X(MADE, "process made")                                                                        \
    X(CLONED, "process cloned")                                                                    \
    X(CLONED_AGAIN, "clone cloned")                                                                \
    X(CLONE_UNPAID, "clone without memory")                                                        \
    X(CLONE_KILLED, "process killed while it was cloned")                                          \
    X(CLONE_CANCELED, "call cancelled while its caller was cloned")                                \
    X(CLONE_BESIDE, "others changed memory while a process was cloned")                            \
    X(HELD, "change refused while the process was cloned")                                         \
    X(ANSWERED, "call answered")                                                                   \
    X(COPIED_OUT, "server read its caller's memory")                                               \
    X(COPIED_IN, "server wrote its caller's memory")                                               \
    X(COPY_STOPPED, "server met a page that it may not use")                                       \
    X(MAPPED, "memory mapped")                                                                     \
    X(MAPPED_WHOLE, "more than a piece mapped")                                                    \
    X(MAP_RIGHT, "map without the right")                                                          \
    X(MAP_STATE, "map of what is taken, or would mix")                                             \
    X(MAP_STALE, "map of a revoked object")                                                        \
    X(MAP_UNPAID, "map without memory")                                                            \
    X(UNMAPPED, "memory unmapped")                                                                 \
    X(UNMAPPED_WHOLE, "whole piece of a shared table unmapped")                                    \
    X(UNMAP_UNPAID, "unmap without memory")                                                        \
    X(PROTECTED, "protection changed")                                                             \
    X(PROTECT_HOLE, "protect of what is not mapped")                                               \
    X(PROTECT_RIGHT, "protect without the right")                                                  \
    X(PROTECT_STATE, "protect that would mix")                                                     \
    X(PROTECT_UNPAID, "protect without memory")                                                    \
    X(SPACE_KILLED, "process killed while its memory was changed")                                 \
    X(WRITTEN, "page written")                                                                     \
    X(WRITTEN_SHARED_TABLE, "page written in a table with several users")                          \
    X(READ, "page read")                                                                           \
    X(EXECUTED, "page executed")                                                                   \
    X(STOPPED, "thread stopped by a fault")                                                        \
    X(RESUMED, "thread resumed after a fault")                                                     \
    X(ENDED_BY_FAULT, "process ended by a fault")                                                  \
    X(EXITED, "process exited")                                                                    \
    X(KILLED, "running process killed")                                                            \
    X(KILLED_WAITING, "waiting process killed")                                                    \
    X(OBJECT_MADE, "object made")                                                                  \
    X(OBJECT_REVOKED, "object revoked")                                                            \
    X(OBJECT_CLOSED, "object closed while it was mapped")                                          \
    X(OBJECT_DESTROYED, "object destroyed while it was mapped")                                    \
    X(ACCOUNT_DESTROYED, "account destroyed with its processes")

enum memory_event {
#define EVENT_NAME(name, sentence) EVENT_##name,
    MEMORY_EVENTS(EVENT_NAME)
#undef EVENT_NAME
        EVENT_COUNT
};

extern unsigned long memory_events[EVENT_COUNT];

static inline void event(enum memory_event event)
{
    memory_events[event]++;
}

#endif
