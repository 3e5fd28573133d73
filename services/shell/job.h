/* SPDX-License-Identifier: MIT */
/*
 * Jobs: processes that the shell has started and waits for, now or later. With shell.has_jobs each
 * job is a group of processes, and the terminal belongs to the one in the foreground.
 */
#ifndef SHELL_JOB_H
#define SHELL_JOB_H

#include <stdbool.h>
#include <sys/types.h>

struct job;

/* A job without processes. `text` is how it is called in lists, or NULL. */
struct job *job_new(const char *text, bool is_background);

/* Forks a process of the job: 0 in it. That there is no room for it is raised as an error. */
pid_t job_fork(struct job *job);

/* Forks a process that belongs to no job and that nobody waits for. */
pid_t job_fork_aside(void);

/* Waits for the end of all its processes; the status of the last one. The job is forgotten. */
int job_wait(struct job *job);

/* The number under which it is known from now on; tells it where there is somebody to tell. */
void job_announce(struct job *job);

/* Without waiting: looks which processes have ended; tells of jobs that have, and forgets them. */
void job_tell_ended(void);

/* Lists all; which_pid: only their process numbers. */
void job_list(bool only_numbers);

/* By what is typed for it: %1, %%, %+, %text, or the number of a process; NULL: there is none. */
struct job *job_find(const char *name);

/* The group, or the one process, that signals for it go to, as `kill` wants it. */
pid_t job_target(const struct job *job);

/* Waits for one in the background, or for all of them, but not if a signal comes for which there is
 * a trap: 128 and its number. */
int job_wait_background(struct job *job);
int job_wait_all(void);

/* Brings one from the background to the foreground, says what it is, and waits for it. */
int job_to_front(struct job *job);

/* A status as shells have it: 0 to 255, 128 and a signal. */
int job_status(int wait_status);

#endif
