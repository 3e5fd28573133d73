/* SPDX-License-Identifier: MIT */
/*
 * The table of processes.
 */
#include "table.h"

#include <stddef.h>
#include <string.h>

static struct member members[TABLE_PROCESSES_MAX];
static unsigned reach; /* all places behind are free */
/* 1 is nobody: as a group it could not be named, since -1 is everybody. */
static tay_pid_t last_key = 1;

/* Each page is touched now, so that what is free does not become less when there are more processes
 * than ever before. */
void table_begin(void)
{
    memset(members, 0, sizeof members);
}

static unsigned count_family(tay_pid_t family)
{
    unsigned count = 0;
    for (unsigned i = 0; i < reach; i++) {
        count += members[i].key != 0 && members[i].family == family;
    }
    return count;
}

struct member *table_add(const struct member *parent)
{
    struct member *free = members;
    while (free < members + TABLE_PROCESSES_MAX && free->key != 0) {
        free++;
    }
    if (free == members + TABLE_PROCESSES_MAX ||
        (parent != NULL && count_family(parent->family) >= TABLE_FAMILY_MAX)) {
        return NULL;
    }
    *free = (struct member){.key = ++last_key};
    reach = free == members + reach ? reach + 1 : reach;
    free->family = parent == NULL ? free->key : parent->family;
    free->group = parent == NULL ? free->key : parent->group;
    return free;
}

struct member *table_keyed(uint64_t key)
{
    for (unsigned i = 0; i < reach; i++) {
        if (members[i].key == key && key != 0) {
            return &members[i];
        }
    }
    return NULL;
}

struct member *table_find(tay_pid_t pid)
{
    for (unsigned i = 0; i < reach; i++) {
        if (members[i].pid == pid && pid != 0) {
            return &members[i];
        }
    }
    return NULL;
}

bool table_has_group(tay_pid_t family, tay_word_t group)
{
    struct member *next = NULL;
    while ((next = table_next(next)) != NULL) {
        if (next->group == group && next->family == family) {
            return true;
        }
    }
    return false;
}

bool table_is_wanted(const struct member *member, int64_t wanted)
{
    return wanted == 0 || wanted == member->pid || wanted == -(int64_t)member->group;
}

struct member *table_next(struct member *member)
{
    struct member *next = member == NULL ? members : member + 1;
    while (next < members + reach && next->pid == 0) {
        next++;
    }
    return next < members + reach ? next : NULL;
}

struct member *table_before(struct member *member)
{
    struct member *before = NULL;
    for (unsigned i = 0; i < reach; i++) {
        struct member *other = &members[i];
        if (other->pid != 0 && (member == NULL || other->pid < member->pid) &&
            (before == NULL || other->pid > before->pid)) {
            before = other;
        }
    }
    return before;
}

struct member *table_child(tay_pid_t parent, int64_t wanted)
{
    struct member *running = NULL;
    for (unsigned i = 0; i < reach; i++) {
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

struct member *table_unstarted(tay_pid_t parent)
{
    for (unsigned i = 0; i < reach; i++) {
        struct member *member = &members[i];
        if (member->key != 0 && member->pid == 0 && member->is_child && member->parent == parent) {
            return member;
        }
    }
    return NULL;
}

void table_remove(struct member *member)
{
    member->key = 0;
    member->pid = 0;
    while (reach > 0 && members[reach - 1].key == 0) {
        reach--;
    }
}

void table_orphan(tay_pid_t parent)
{
    for (unsigned i = 0; i < reach; i++) {
        if (members[i].key == 0 || members[i].parent != parent) {
            continue;
        }
        members[i].parent = 0;
        if (members[i].has_ended) {
            table_remove(&members[i]);
        }
    }
}
