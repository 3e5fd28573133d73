# SPDX-License-Identifier: MIT
enable_testing()
tayberry_add_server(caller SOURCES caller.c)
tayberry_add_host_test(test_caller SOURCES main.c SERVERS caller)
