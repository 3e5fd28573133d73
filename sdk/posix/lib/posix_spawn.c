/* SPDX-License-Identifier: MIT */
/*
 * posix_spawn: file actions are carried out on a copy of the table of descriptors, in the caller.
 */
#include <spawn.h>

#include "error.h"
#include "launch.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <unistd.h>

struct __posix_spawnattr {
    short flags;
    pid_t group;
    int priority;
    int policy;
    sigset_t defaults;
    sigset_t mask;
};

#define FLAGS_KNOWN                                                                                \
    (POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSCHEDPARAM |                    \
     POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)

enum kind { ACTION_OPEN, ACTION_DUP2, ACTION_CLOSE };

struct action {
    struct action *next;
    enum kind kind;
    int descriptor; /* the one that is opened, closed, or made */
    int from;       /* of dup2 */
    int flags;      /* of open */
    char path[];
};

struct __posix_spawn_file_actions {
    struct action *first;
    struct action **end;
};

/* Attributes
 * ----------------------------------------------------------------------------------------
 */

int posix_spawnattr_init(posix_spawnattr_t *attributes)
{
    *attributes = calloc(1, sizeof **attributes);
    return *attributes == NULL ? ENOMEM : 0;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attributes)
{
    free(*attributes);
    *attributes = NULL;
    return 0;
}

int posix_spawnattr_getflags(const posix_spawnattr_t *restrict attributes,
                             short *restrict flags_out)
{
    *flags_out = (*attributes)->flags;
    return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags)
{
    if ((flags & ~FLAGS_KNOWN) != 0) {
        return EINVAL;
    }
    (*attributes)->flags = flags;
    return 0;
}

int posix_spawnattr_getpgroup(const posix_spawnattr_t *restrict attributes,
                              pid_t *restrict group_out)
{
    *group_out = (*attributes)->group;
    return 0;
}

int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group)
{
    if (group < 0) {
        return EINVAL;
    }
    (*attributes)->group = group;
    return 0;
}

int posix_spawnattr_getschedparam(const posix_spawnattr_t *restrict attributes,
                                  struct sched_param *restrict param_out)
{
    *param_out = (struct sched_param){.sched_priority = (*attributes)->priority};
    return 0;
}

int posix_spawnattr_setschedparam(posix_spawnattr_t *restrict attributes,
                                  const struct sched_param *restrict param)
{
    if (param->sched_priority < 0 || param->sched_priority > TAY_PRIORITY_MAX) {
        return EINVAL;
    }
    (*attributes)->priority = param->sched_priority;
    return 0;
}

int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *restrict attributes,
                                   int *restrict policy_out)
{
    *policy_out = (*attributes)->policy;
    return 0;
}

int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attributes, int policy)
{
    (*attributes)->policy = policy;
    return 0;
}

int posix_spawnattr_getsigdefault(const posix_spawnattr_t *restrict attributes,
                                  sigset_t *restrict set_out)
{
    *set_out = (*attributes)->defaults;
    return 0;
}

int posix_spawnattr_setsigdefault(posix_spawnattr_t *restrict attributes,
                                  const sigset_t *restrict set)
{
    (*attributes)->defaults = *set;
    return 0;
}

int posix_spawnattr_getsigmask(const posix_spawnattr_t *restrict attributes,
                               sigset_t *restrict set_out)
{
    *set_out = (*attributes)->mask;
    return 0;
}

int posix_spawnattr_setsigmask(posix_spawnattr_t *restrict attributes, const sigset_t *restrict set)
{
    (*attributes)->mask = *set;
    return 0;
}

/* File actions
 * --------------------------------------------------------------------------------------
 */

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
    *actions = calloc(1, sizeof **actions);
    if (*actions == NULL) {
        return ENOMEM;
    }
    (*actions)->end = &(*actions)->first;
    return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    struct action *next = (*actions)->first;
    while (next != NULL) {
        struct action *action = next;
        next = action->next;
        free(action);
    }
    free(*actions);
    *actions = NULL;
    return 0;
}

static bool is_descriptor(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS_MAX;
}

static int add(posix_spawn_file_actions_t *actions, const struct action *wanted, const char *path)
{
    size_t path_bytes = strlen(path) + 1;
    struct action *action = malloc(sizeof *action + path_bytes);
    if (action == NULL) {
        return ENOMEM;
    }
    *action = *wanted;
    memcpy(action->path, path, path_bytes);
    *(*actions)->end = action;
    (*actions)->end = &action->next;
    return 0;
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int descriptor,
                                     const char *restrict path, int flags, mode_t mode)
{
    (void)mode; /* means nothing: docs/posix.md */
    struct action action = {.kind = ACTION_OPEN, .descriptor = descriptor, .flags = flags};
    return is_descriptor(descriptor) ? add(actions, &action, path) : EBADF;
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int to)
{
    struct action action = {.kind = ACTION_DUP2, .descriptor = to, .from = from};
    return is_descriptor(from) && is_descriptor(to) ? add(actions, &action, "") : EBADF;
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int descriptor)
{
    struct action action = {.kind = ACTION_CLOSE, .descriptor = descriptor};
    return is_descriptor(descriptor) ? add(actions, &action, "") : EBADF;
}

/* What the caller has opened for the new process, and closes in the end. */
struct opened {
    int descriptor[DESCRIPTORS_MAX];
    unsigned count;
};

static int act_open(const struct action *action, struct descriptor_copy *list,
                    struct opened *opened)
{
    int descriptor = open(action->path, action->flags | O_CLOEXEC, 0666);
    struct descriptor_copy *copy = &list[action->descriptor];
    if (descriptor < 0) {
        return errno;
    }
    if (opened->count == DESCRIPTORS_MAX) {
        close(descriptor);
        return EMFILE;
    }
    opened->descriptor[opened->count++] = descriptor;
    /* Each is an open file of its own: what it was opened by tells them apart. */
    *copy = (struct descriptor_copy){.place = action, .closes = (action->flags & O_CLOEXEC) != 0};
    return descriptor_get(descriptor, &copy->file);
}

static int act(const struct action *action, struct descriptor_copy *list, struct opened *opened)
{
    struct descriptor_copy *copy = &list[action->descriptor];
    switch (action->kind) {
    case ACTION_OPEN:
        return act_open(action, list, opened);
    case ACTION_DUP2:
        if (list[action->from].place == NULL) {
            return EBADF;
        }
        *copy = list[action->from];
        copy->closes = false;
        return 0;
    case ACTION_CLOSE:
        copy->place = NULL; /* of one that is not open, too: as it is meant where these are used */
        return 0;
    }
    return EINVAL;
}

static int act_all(const posix_spawn_file_actions_t *actions, struct descriptor_copy *list,
                   struct opened *opened)
{
    const struct action *action = actions == NULL || *actions == NULL ? NULL : (*actions)->first;
    int error = 0;
    for (; action != NULL && error == 0; action = action->next) {
        error = act(action, list, opened);
    }
    return error;
}

/* Starting
 * ------------------------------------------------------------------------------------------
 */

static int apply(const posix_spawnattr_t *attributes, struct launch_plan *plan)
{
    signal_state_ask(&plan->signals);
    plan->signals.waiting = 0; /* a child begins without */
    plan->priority = -1;
    if (attributes == NULL || *attributes == NULL) {
        return 0;
    }
    const struct __posix_spawnattr *wanted = *attributes;
    short flags = wanted->flags;
    if ((flags & POSIX_SPAWN_SETSCHEDULER) != 0 && wanted->policy != SCHED_RR) {
        return EINVAL;
    }
    if ((flags & (POSIX_SPAWN_SETSCHEDULER | POSIX_SPAWN_SETSCHEDPARAM)) != 0) {
        plan->priority = wanted->priority;
    }
    if ((flags & POSIX_SPAWN_SETPGROUP) != 0) {
        plan->group = wanted->group == 0 ? TAY_PROC_OWN_GROUP : (tay_pid_t)wanted->group;
    }
    if ((flags & POSIX_SPAWN_SETSIGMASK) != 0) {
        sigset_t never = (sigset_t)1 << SIGKILL | (sigset_t)1 << SIGSTOP | 1;
        plan->signals.held = (uint32_t)(wanted->mask & ~never);
    }
    if ((flags & POSIX_SPAWN_SETSIGDEF) != 0) {
        plan->signals.ignored &= ~(uint32_t)wanted->defaults;
    }
    return 0;
}

struct wanted {
    struct launch_plan *plan;
    pid_t *child_out;
};

static int start(const char *path, char *const *arguments, const struct wanted *wanted)
{
    tay_pid_t number;
    wanted->plan->path = path;
    char *const *before = wanted->plan->arguments;
    wanted->plan->arguments = arguments;
    int error = launch_program(wanted->plan, &number);
    wanted->plan->arguments = before;
    if (error == 0 && wanted->child_out != NULL) {
        *wanted->child_out = (pid_t)number;
    }
    return error;
}

static int attempt_by_shell(const char *shell, char *const *arguments, void *context)
{
    return start(shell, arguments, context);
}

static int attempt(const char *path, void *context)
{
    const struct wanted *wanted = context;
    int error = start(path, wanted->plan->arguments, wanted);
    return error != ENOEXEC
               ? error
               : launch_by_shell(path, wanted->plan->arguments, attempt_by_shell, context);
}

static int spawn(struct launch_plan *plan, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, pid_t *child_out, bool searches)
{
    struct descriptor_copy list[DESCRIPTORS_MAX];
    struct opened opened; /* of which the count says what is there */
    opened.count = 0;
    struct wanted wanted = {plan, child_out};
    plan->descriptors = list;
    if (plan->arguments == NULL) {
        return EINVAL;
    }
    int error = apply(attributes, plan);
    plan->descriptor_count = descriptor_list(list);
    if (actions != NULL && *actions != NULL) { /* they may be about any */
        while (plan->descriptor_count < DESCRIPTORS_MAX) {
            list[plan->descriptor_count++].place = NULL;
        }
    }
    error = error == 0 ? act_all(actions, list, &opened) : error;
    if (error == 0) {
        error = searches ? launch_search(plan->path, attempt, &wanted)
                         : start(plan->path, plan->arguments, &wanted);
    }
    for (unsigned i = 0; i < opened.count; i++) {
        close(opened.descriptor[i]);
    }
    return error;
}

int posix_spawn(pid_t *restrict child_out, const char *restrict path,
                const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *restrict attributes, char *const arguments[],
                char *const environment[])
{
    struct launch_plan plan = {.path = path, .arguments = arguments, .environment = environment};
    return spawn(&plan, actions, attributes, child_out, false);
}

int posix_spawnp(pid_t *restrict child_out, const char *restrict name,
                 const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *restrict attributes, char *const arguments[],
                 char *const environment[])
{
    struct launch_plan plan = {.path = name, .arguments = arguments, .environment = environment};
    return spawn(&plan, actions, attributes, child_out, true);
}
