/* SPDX-License-Identifier: MIT */
#include <argz.h>

int main(void)
{
    char *list;
    size_t length;
    return argz_create_sep("a:b", ':', &list, &length);
}
