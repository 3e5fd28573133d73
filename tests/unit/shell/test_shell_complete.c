/* SPDX-License-Identifier: MIT */
/*
 * Completion, in a folder of known files.
 */
#include "unit.h"

#include "arena.h"
#include "complete.h"
#include "shell.h"
#include "variable.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct shell shell = {.name = "test"};

/* What the line becomes; `candidates` of them. A ^ in the text is the cursor. */
static void expect(const char *text, const char *wanted, size_t candidates)
{
    struct line line;
    struct completion completion;
    const char *cursor = strchr(text, '^');
    line_set(&line, text);
    if (cursor != NULL) {
        line.cursor = (size_t)(cursor - text) + 1;
        line_cut(&line, line.cursor - 1);
    }
    complete(&line, &completion);
    assert_int_equal(completion.candidates.count, candidates);
    if (candidates > 0) {
        line_cut(&line, completion.start);
        assert_true(line_insert(&line, completion.replacement, strlen(completion.replacement)));
    }
    assert_string_equal(line.text, wanted);
    arena_free(&scratch);
}

static void test_paths(void **state)
{
    (void)state;
    expect("cat al", "cat alpha ", 1);
    expect("cat b", "cat be", 2);
    expect("cat bet", "cat beta/", 1);
    expect("cat beta/", "cat beta/in\\ side ", 1);
    expect("cat beta/in\\ s", "cat beta/in\\ side ", 1);
    expect("cat 'beta/in s", "cat 'beta/in side' ", 1);
    expect("cat \"beta/in s", "cat \"beta/in side\" ", 1);
    expect("cat ./al", "cat ./alpha ", 1);
    expect("cat nothing", "cat nothing", 0);
    expect("cat .hi", "cat .hidden ", 1);
    expect("cat <al", "cat <alpha ", 1);
    expect("cat al^ beta", "cat alpha  beta", 1);
    expect("./too", "./tool ", 1);
}

static void test_commands(void **state)
{
    (void)state;
    expect("expo", "export ", 1);
    expect("too", "tool ", 1);
    expect("a; too", "a; tool ", 1);
    expect("a | too", "a | tool ", 1);
    expect("if too", "if tool ", 1);
    expect("a && too", "a && tool ", 1);
    expect("echo too", "echo tool ", 1); /* the file */
    expect("echo expo", "echo expo", 0);
    expect("re", "re", 3);
    expect("rea", "read", 2);
}

static void test_variables(void **state)
{
    (void)state;
    variable_set("LONGNAME", "x");
    expect("echo $LONGN", "echo $LONGNAME ", 1);
    expect("echo $NONE", "echo $NONE", 0);
}

static void make(const char *name, mode_t mode)
{
    int descriptor = open(name, O_CREAT | O_WRONLY, mode);
    assert_true(descriptor >= 0);
    close(descriptor);
}

static int set_up(void **state)
{
    static char folder[] = "complete-XXXXXX";
    *state = folder;
    if (mkdtemp(folder) == NULL || chdir(folder) != 0 || mkdir("beta", 0777) != 0) {
        return -1;
    }
    make("alpha", 0666);
    make("bell", 0666);
    make("beta/in side", 0666);
    make(".hidden", 0666);
    make("tool", 0777);
    variable_set("PATH", ".");
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"alpha", "bell", "beta/in side", ".hidden", "tool"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unlink(names[i]);
    }
    variable_unset("PATH");
    variable_unset("LONGNAME");
    return rmdir("beta") != 0 || chdir("..") != 0 || rmdir(*state) != 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_variables),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
