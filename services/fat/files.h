/* SPDX-License-Identifier: MIT */
/*
 * A volume's files as functions of tay/file_server.h.
 */
#ifndef FAT_FILES_H
#define FAT_FILES_H

#include "medium.h"

/* What tay_file_system.functions is to be; its state is a struct medium. */
extern const struct tay_file_functions files_functions;

#endif
