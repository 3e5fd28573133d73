# SPDX-License-Identifier: MIT
enable_testing()
tayberry_add_server(dice SOURCES dice.c)
tayberry_add_host_test(test_dice SOURCES main.c SERVERS dice)
