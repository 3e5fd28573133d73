/* SPDX-License-Identifier: MIT */
/*
 * In the place of a header of glibc's, which would have attributes of threads of its own: there is
 * no struct sigevent on a board either.
 */
#ifndef TAY_BITS_SIGEVENT_T_H
#define TAY_BITS_SIGEVENT_T_H

#endif
