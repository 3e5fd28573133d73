/* SPDX-License-Identifier: MIT */
/*
 * The protocol of template: it adds numbers up.
 *
 *     label          words in     words out
 *     TEMPLATE_ADD    0: number    0: the sum so far
 *
 * TAY_EINVAL: the sum would be too large, and is as before. TAY_ENOSYS: another label.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

enum { TEMPLATE_ADD = 1 };

#endif
