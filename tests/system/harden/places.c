/* SPDX-License-Identifier: MIT */
/*
 * Says where its memory is and what guards its stack. Its clone says the same of what it has from
 * its parent, and can be told from it by nothing of that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>

extern uintptr_t __stack_chk_guard;

static void check(bool good, const char *what)
{
    if (!good) {
        printf("FAILED: %s\n", what);
        exit(EXIT_FAILURE);
    }
}

static void say(const char *whose, const char *what, uintptr_t value)
{
    printf("%s %s %#lx\n", whose, what, (unsigned long)value);
}

static void say_places(const char *whose)
{
    int here;
    tay_ua_t mapped;
    void *heap = malloc(1);
    check(heap != NULL, "malloc");
    check(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, 4096, 0, TAY_MAP_READ, &mapped) == TAY_OK,
          "map");
    say(whose, "stack", (uintptr_t)&here);
    say(whose, "heap", (uintptr_t)heap);
    say(whose, "mapping", mapped);
    say(whose, "guard", __stack_chk_guard);
    say(whose, "seed", (uintptr_t)tay_startup()->seed);
}

int main(int argument_count, char **arguments)
{
    tay_cap_t session;
    tay_pid_t child;
    check(argument_count == 1, "arguments");
    check(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK, "proc");
    check(tay_proc_fork(session, &child) == TAY_OK, "fork");
    if (child == 0) {
        char of_child[32];
        snprintf(of_child, sizeof of_child, "child of %s", arguments[0]);
        say_places(of_child);
        return EXIT_SUCCESS;
    }
    tay_pid_t ended;
    unsigned status;
    check(tay_proc_wait(session, child, &ended, &status) == TAY_OK && status == 0, "child");
    say_places(arguments[0]);
    return EXIT_SUCCESS;
}
