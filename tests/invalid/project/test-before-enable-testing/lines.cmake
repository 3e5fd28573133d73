# SPDX-License-Identifier: MIT
tayberry_add_host_test(test_one SOURCES main.c)
