/* SPDX-License-Identifier: MIT */
/*
 * The program whose reports are symbolized: linked by symbolize_test.py, never run.
 */
void _start(void);

__attribute__((noinline)) static int store(volatile int *place)
{ /* the fault */
    *place = 1;
    return *place;
}

__attribute__((noinline)) static int middle(volatile int *place)
{
    return store(place) + 1; /* the call */
}

void _start(void)
{
    (void)middle(0);
}
