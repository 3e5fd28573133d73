/* SPDX-License-Identifier: MIT */
/*
 * Makes the address space of a test's user program out of the HAL's pieces.
 */
#include "user.h"

#include "board_test.h"

#include <hal/memory.h>
#include <hal/space.h>
#include <string.h>

struct hal_space user_space;
static struct hal_pa user_data_pa;

void *user_data(void)
{
    return hal_linear_va(user_data_pa);
}

void user_map(tay_ua_t address, struct hal_pa pa, unsigned protection, enum hal_caching caching)
{
    struct hal_page page = {.pa = pa, .protection = protection};
    test_check(hal_space_map(&user_space, address, &page, caching), "a page is mapped");
}

void user_change(tay_ua_t address, struct hal_pa pa, unsigned protection)
{
    struct hal_page page = {.pa = pa, .protection = protection};
    hal_space_change(&user_space, address, &page);
}

void user_make(const char *start, const char *end)
{
    struct hal_pa code = frame_take();
    size_t bytes = (size_t)(end - start);

    test_check(bytes <= HAL_PAGE_BYTES, "the program fits a page");
    memcpy(hal_linear_va(code), start, bytes);
    hal_page_make_executable(hal_linear_va(code));
    user_data_pa = frame_take();

    test_check(hal_space_init(&user_space), "a space is made");
    user_map(USER_CODE, code, TAY_MAP_READ | TAY_MAP_EXECUTE, HAL_CACHED);
    user_map(USER_DATA, user_data_pa, TAY_MAP_READ | TAY_MAP_WRITE, HAL_CACHED);
    hal_space_activate(&user_space);
}
