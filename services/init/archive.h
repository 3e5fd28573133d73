/* SPDX-License-Identifier: MIT */
/*
 * The boot archive, as memory that can be given to programs.
 */
#ifndef INIT_ARCHIVE_H
#define INIT_ARCHIVE_H

#include <tay/abi/types.h>

/* Memory with the archive, the same each time; null: there is none, because of *reason. */
tay_cap_t archive_memory(const char **reason);

#endif
