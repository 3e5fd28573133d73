# SPDX-License-Identifier: MIT
enable_testing()
add_library(part OBJECT main.c)
tayberry_add_host_test(test_part SOURCES main.c SERVERS part)
