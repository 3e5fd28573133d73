/* SPDX-License-Identifier: MIT */
/*
 * Starting programs, as picolibc has it: here posix_spawn answers ENOSYS.
 */
#ifndef TAY_HOST_SPAWN_H
#define TAY_HOST_SPAWN_H

#include <sched.h>
#include <signal.h>
#include <sys/types.h>

typedef struct __posix_spawnattr *posix_spawnattr_t;
typedef struct __posix_spawn_file_actions *posix_spawn_file_actions_t;

#define POSIX_SPAWN_RESETIDS 0x01
#define POSIX_SPAWN_SETPGROUP 0x02
#define POSIX_SPAWN_SETSCHEDPARAM 0x04
#define POSIX_SPAWN_SETSCHEDULER 0x08
#define POSIX_SPAWN_SETSIGDEF 0x10
#define POSIX_SPAWN_SETSIGMASK 0x20

#ifdef __cplusplus
extern "C" {
#endif

int posix_spawn(pid_t *child_out, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const arguments[],
                char *const environment[]);
int posix_spawnp(pid_t *child_out, const char *name, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const arguments[],
                 char *const environment[]);

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions);
int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions);
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int descriptor,
                                     const char *path, int flags, mode_t mode);
int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int to);
int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int descriptor);

int posix_spawnattr_init(posix_spawnattr_t *attributes);
int posix_spawnattr_destroy(posix_spawnattr_t *attributes);
int posix_spawnattr_getflags(const posix_spawnattr_t *attributes, short *flags_out);
int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags);
int posix_spawnattr_getpgroup(const posix_spawnattr_t *attributes, pid_t *group_out);
int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group);
int posix_spawnattr_getschedparam(const posix_spawnattr_t *attributes,
                                  struct sched_param *param_out);
int posix_spawnattr_setschedparam(posix_spawnattr_t *attributes, const struct sched_param *param);
int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *attributes, int *policy_out);
int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attributes, int policy);
int posix_spawnattr_getsigdefault(const posix_spawnattr_t *attributes, sigset_t *set_out);
int posix_spawnattr_setsigdefault(posix_spawnattr_t *attributes, const sigset_t *set);
int posix_spawnattr_getsigmask(const posix_spawnattr_t *attributes, sigset_t *set_out);
int posix_spawnattr_setsigmask(posix_spawnattr_t *attributes, const sigset_t *set);

#ifdef __cplusplus
}
#endif

#endif
