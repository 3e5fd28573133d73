/* SPDX-License-Identifier: MIT */
int good(void);
