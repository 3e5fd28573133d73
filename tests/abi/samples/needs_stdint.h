/* SPDX-License-Identifier: MIT */
/*
 * A header that does not stand alone: headers_alone.py must refuse it.
 */
#ifndef NEEDS_STDINT_H
#define NEEDS_STDINT_H

extern uint32_t sample;

#endif
