/* SPDX-License-Identifier: MIT */
/*
 * The table of processes.
 */
#include "table.h"

#include <stddef.h>

static struct member members[TABLE_PROCESSES_MAX];
/* 1 is nobody: as a group it could not be named, since -1 is everybody. */
static tay_pid_t last_pid = 1;

static unsigned count_family(tay_pid_t family)
{
    unsigned count = 0;
    for (unsigned i = 0; i < TABLE_PROCESSES_MAX; i++) {
        count += members[i].pid != 0 && members[i].family == family;
    }
    return count;
}

struct member *table_add(const struct member *parent)
{
    struct member *free = table_find(0);
    if (free == NULL || (parent != NULL && count_family(parent->family) >= TABLE_FAMILY_MAX)) {
        return NULL;
    }
    *free = (struct member){.pid = ++last_pid};
    free->family = parent == NULL ? free->pid : parent->family;
    free->group = parent == NULL ? free->pid : parent->group;
    return free;
}

struct member *table_find(tay_pid_t pid)
{
    for (unsigned i = 0; i < TABLE_PROCESSES_MAX; i++) {
        if (members[i].pid == pid) {
            return &members[i];
        }
    }
    return NULL;
}

bool table_is_wanted(const struct member *member, int64_t wanted)
{
    return wanted == 0 || wanted == member->pid || wanted == -(int64_t)member->group;
}

struct member *table_next(struct member *member)
{
    struct member *next = member == NULL ? members : member + 1;
    while (next < members + TABLE_PROCESSES_MAX && next->pid == 0) {
        next++;
    }
    return next < members + TABLE_PROCESSES_MAX ? next : NULL;
}

struct member *table_child(tay_pid_t parent, int64_t wanted)
{
    struct member *running = NULL;
    for (unsigned i = 0; i < TABLE_PROCESSES_MAX; i++) {
        struct member *member = &members[i];
        if (member->pid == 0 || !member->is_child || member->parent != parent ||
            !table_is_wanted(member, wanted)) {
            continue;
        }
        if (member->has_ended) {
            return member;
        }
        running = member;
    }
    return running;
}

void table_remove(struct member *member)
{
    member->pid = 0;
}

void table_orphan(tay_pid_t parent)
{
    for (unsigned i = 0; i < TABLE_PROCESSES_MAX; i++) {
        if (members[i].pid == 0 || members[i].parent != parent) {
            continue;
        }
        members[i].parent = 0;
        if (members[i].has_ended) {
            table_remove(&members[i]);
        }
    }
}
