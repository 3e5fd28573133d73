/* SPDX-License-Identifier: MIT */
/*
 * What is to be done at exit, by the names that picolibc has for it.
 */
#ifndef LIB_EXIT_H
#define LIB_EXIT_H

/* picolibc's numbers: on_exit, atexit, __cxa_atexit. */
enum exit_kind { EXIT_STATUS = 1, EXIT_PLAIN = 2, EXIT_OBJECT = 3 };

union exit_function {
    void (*status)(int, void *);
    void (*plain)(void);
    void (*object)(void *);
};

/* 0; -1: there is no memory. */
int _on_exit(enum exit_kind kind, union exit_function function, void *argument);
int on_exit(void (*function)(int, void *), void *argument);
/* Does all, the newest first. */
void __call_exitprocs(int status, void *unused);

#endif
