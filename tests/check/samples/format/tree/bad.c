/* SPDX-License-Identifier: MIT */
int good(void);
int  two_blanks(void);
  int indented;
