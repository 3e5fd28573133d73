/* SPDX-License-Identifier: MIT */
/*
 * The info word that a row of operation_rows.h wants: its number and the flags of what it lends.
 * The only place where a unit test makes one.
 */
#ifndef ROW_INFO_H
#define ROW_INFO_H

#include <operation_rows.h>
#include <tay/abi/trap.h>

static inline tay_word_t row_info(const struct operation_row *row)
{
    tay_word_t info = row->info;
    info |= row->lend_read ? TAY_INFO_LEND_READ : 0;
    info |= row->lend_write ? TAY_INFO_LEND_WRITE : 0;
    return info;
}

#endif
