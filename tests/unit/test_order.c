/* SPDX-License-Identifier: MIT */
/*
 * The order of starts: who waits for whom, what nobody serves, and circles.
 */
#include "unit.h"

#include <order.h>
#include <stdio.h>
#include <string.h>

static struct order order;
static struct tay_manifest manifest[ORDER_SERVICES_MAX + 1];
static const struct tay_manifest_cap *culprit;

static void read_manifest(struct tay_manifest *into, const char *lines)
{
    char text[512];
    struct tay_manifest_error error;
    snprintf(text, sizeof text, "program = p\n%s", lines);
    assert_true(tay_manifest_parse(text, strlen(text), into, &error));
}

/* Adds a service, whose number is that of the manifest. */
static const char *add(const char *name, const char *lines)
{
    unsigned number = order.service_count;
    read_manifest(&manifest[number], lines);
    return order_add(&order, name, &manifest[number], &culprit);
}

static int begin(void **state)
{
    (void)state;
    memset(&order, 0, sizeof order);
    return 0;
}

static void test_who_needs_nothing_may_start(void **state)
{
    (void)state;
    assert_null(add("a", "serve = a\n"));
    assert_null(add("b", "cap log = log : write\ncap m = memory m 4K : read\n"));
    assert_null(order_waits_for(&order, 0));
    assert_null(order_waits_for(&order, 1));
}

static void test_a_client_waits_whatever_the_order(void **state)
{
    (void)state;
    assert_null(add("client", "cap a = service a : send\ncap b = service b : send\n"));
    assert_null(add("a", "serve = a\n"));
    assert_null(add("b", "serve = b\n"));
    assert_string_equal(order_waits_for(&order, 0), "a");
    order_settle(&order, 1);
    assert_string_equal(order_waits_for(&order, 0), "b");
    order_settle(&order, 2);
    assert_null(order_waits_for(&order, 0));
}

static void test_a_process_is_waited_for_by_its_manifest(void **state)
{
    (void)state;
    assert_null(add("killer", "cap victim = process kv : manage\n"));
    assert_null(add("other", "serve = kv\n"));
    assert_ptr_equal(order_find_unserved(&order, &manifest[0]), &manifest[0].cap[0]);
    assert_null(add("kv", ""));
    assert_null(order_find_unserved(&order, &manifest[0]));
    order_settle(&order, 1);
    assert_string_equal(order_waits_for(&order, 0), "kv");
    order_settle(&order, 2);
    assert_null(order_waits_for(&order, 0));
}

static void test_what_nobody_serves_is_found(void **state)
{
    (void)state;
    assert_null(add("a", "serve = a\ncap b = service b : send\ncap c = service c : send\n"));
    assert_null(add("b", "serve = b\n"));
    const struct tay_manifest_cap *cap = order_find_unserved(&order, &manifest[0]);
    assert_string_equal(cap->object, "c");
    assert_int_equal(cap->line, 4);
    assert_null(order_find_unserved(&order, &manifest[1]));
}

static void test_a_name_is_served_once(void **state)
{
    (void)state;
    assert_null(add("a", "serve = x\n"));
    assert_string_equal(add("b", "serve = y\nserve = x\n"), "this name is served elsewhere, too");
    assert_int_equal(culprit->line, 3);
    assert_int_equal(order.service_count, 1);
    /* What was refused serves nothing. */
    assert_null(add("c", "cap y = service y : send\n"));
    assert_non_null(order_find_unserved(&order, &manifest[1]));
}

static void test_circles(void **state)
{
    (void)state;
    assert_null(add("a", "serve = a\ncap c = service c : send\n"));
    assert_null(order_find_circle(&order, 0, &manifest[0]));
    assert_null(add("b", "serve = b\ncap a = service a : send\n"));
    assert_null(add("c", "serve = c\ncap x = service x : send\ncap b = service b : send\n"));
    assert_null(add("client", "cap a = service a : send\n"));
    assert_int_equal(order_find_circle(&order, 0, &manifest[0])->line, 3);
    assert_string_equal(order_find_circle(&order, 2, &manifest[2])->object, "b");
    /* It only leads into one. */
    assert_null(order_find_circle(&order, 3, &manifest[3]));
    assert_null(add("self", "serve = self\ncap me = process self : manage\n"));
    assert_string_equal(order_find_circle(&order, 4, &manifest[4])->object, "self");
}

static void test_what_was_dropped_provides_nothing(void **state)
{
    (void)state;
    assert_null(add("a", "serve = a\ncap b = service b : send\n"));
    assert_null(add("b", "serve = b\ncap a = service a : send\n"));
    assert_non_null(order_find_circle(&order, 1, &manifest[1]));
    order_drop(&order);
    assert_int_equal(order_find_unserved(&order, &manifest[0])->line, 3);
    assert_null(add("b", "serve = b\n"));
    assert_null(order_find_unserved(&order, &manifest[0]));
    assert_null(order_find_circle(&order, 0, &manifest[0]));
}

/* Any order of needs without a circle leads to every start. */
static void test_chains_start_one_by_one(void **state)
{
    (void)state;
    char name[8], lines[64];
    for (unsigned n = 0; n < ORDER_SERVICES_MAX; n++) {
        snprintf(name, sizeof name, "s%u", n);
        snprintf(lines, sizeof lines, "serve = s%u\ncap n = service s%u : send\n", n, n + 1);
        assert_null(add(name, n + 1 < ORDER_SERVICES_MAX ? lines : "serve = s63\n"));
    }
    for (unsigned n = ORDER_SERVICES_MAX; n-- > 0;) {
        assert_null(order_find_circle(&order, n, &manifest[n]));
        assert_null(order_waits_for(&order, n));
        assert_true(n == 0 || order_waits_for(&order, n - 1) != NULL);
        order_settle(&order, n);
    }
    assert_string_equal(add("more", ""), "there are too many programs");
}

static void test_names_run_out(void **state)
{
    (void)state;
    char lines[512];
    unsigned count = 0;
    const char *reason = NULL;
    while (reason == NULL && count < ORDER_SERVICES_MAX) {
        size_t at = 0;
        for (unsigned n = 0; n < 8; n++) {
            at += (size_t)snprintf(lines + at, sizeof lines - at, "serve = n%u-%u\n", count, n);
        }
        char name[8];
        snprintf(name, sizeof name, "s%u", count++);
        reason = add(name, lines);
    }
    assert_string_equal(reason, "there are too many names");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_who_needs_nothing_may_start, begin),
        cmocka_unit_test_setup(test_a_client_waits_whatever_the_order, begin),
        cmocka_unit_test_setup(test_a_process_is_waited_for_by_its_manifest, begin),
        cmocka_unit_test_setup(test_what_nobody_serves_is_found, begin),
        cmocka_unit_test_setup(test_a_name_is_served_once, begin),
        cmocka_unit_test_setup(test_circles, begin),
        cmocka_unit_test_setup(test_what_was_dropped_provides_nothing, begin),
        cmocka_unit_test_setup(test_chains_start_one_by_one, begin),
        cmocka_unit_test_setup(test_names_run_out, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
