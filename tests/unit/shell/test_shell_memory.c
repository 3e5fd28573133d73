/* SPDX-License-Identifier: MIT */
/*
 * Scripts for which memory runs out at each allocation in turn: the error is raised, and nothing is
 * lost or touched that is not there (the sanitizers see to that). Afterwards the shell goes on.
 */
#include "unit.h"

#include "arena.h"
#include "function.h"
#include "parameter.h"
#include "raise.h"
#include "script.h"
#include "shell.h"
#include "variable.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shell shell = {.name = "test"};

static unsigned long left; /* allocations until one fails; 0: none does */

void *__real_realloc(void *old, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_malloc(size_t bytes);

void *__wrap_malloc(size_t bytes)
{
    return __wrap_realloc(NULL, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    if (left > 0 && --left == 0) {
        return NULL;
    }
    return __real_realloc(old, bytes);
}

static const char script[] =
    "f() { local a=$1; set -- x y z; shift; for i in \"$@\" $*; do : ${a:=${i%y}}; done; }\n"
    "x='one two three'; readonly r=1; export e=2\n"
    "f $x; IFS=: f a:b; trap ': in trap' USR1; trap - USR1\n"
    "case $x in *two*) y=$((x1 = 3 + 4));; esac\n"
    "while [ \"$y\" -gt 0 ]; do y=$((y - 1)); [ $y = 3 ] && break; done\n"
    "eval 'g() { f a; }; g'; { :; } </dev/null; : /dev/nu*; : <<E\n"
    "here $x ${x##* }\n"
    "E\n"
    "printf '%b' 'a\\tb' >/dev/null; test \\( a = b \\) -o c; unset x; unset -f f g\n";

static void run(void *unused)
{
    (void)unused;
    script_run_text(script);
}

static void forget(void)
{
    variable_keep_exported();
    variable_unset("e");
    function_forget_all();
    parameter_set_all(NULL, 0);
    arena_free(&scratch);
}

static void test_each_allocation(void **state)
{
    unsigned long runs = 0;
    enum raised raised;
    (void)state;
    do {
        left = ++runs;
        raised = raise_protect(run, NULL);
        bool has_failed = left == 0;
        left = 0;
        assert_int_equal(raised, has_failed ? RAISED_ERROR : RAISED_NOTHING);
        assert_int_equal(shell.functions, 0);
        forget();
    } while (raised != RAISED_NOTHING);
    assert_true(runs > 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
