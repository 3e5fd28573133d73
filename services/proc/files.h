/* SPDX-License-Identifier: MIT */
/*
 * /proc: a file system of texts about the machine, its processes and its services. Nothing in it
 * can be changed.
 */
#ifndef PROC_FILES_H
#define PROC_FILES_H

#include <tay/file_server.h>

/* Badges of open files are above those of processes. */
bool files_is_session(uint64_t badge);

/* What is served. */
extern struct tay_file_system files_system;

void files_begin(void);

/* As the functions of tay/file_server.h. */
enum tay_status files_serve(struct tay_server *server, struct tay_request *request,
                            struct tay_answer *answer);
void files_event(const struct tay_event *event);

#endif
