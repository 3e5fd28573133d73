/* SPDX-License-Identifier: MIT */
/*
 * The table of processes: the order in which a signal goes through a group.
 */
#include "table.h"
#include "unit.h"

static struct member *add(tay_pid_t pid)
{
    struct member *member = table_add(NULL);
    assert_non_null(member);
    member->pid = pid;
    return member;
}

/* Places are used again, so the order of the table is not that of the numbers. */
static void test_last_begun_first(void **state)
{
    (void)state;
    table_begin();
    assert_null(table_before(NULL));
    struct member *writer = add(30), *reader = add(33), *first = add(2), *between = add(31);
    add(0); /* is being made, and has no number yet */
    assert_ptr_equal(table_before(NULL), reader);
    assert_ptr_equal(table_before(reader), between);
    assert_ptr_equal(table_before(between), writer);
    assert_ptr_equal(table_before(writer), first);
    assert_null(table_before(first));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_last_begun_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
