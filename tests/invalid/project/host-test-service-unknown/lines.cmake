# SPDX-License-Identifier: MIT
enable_testing()
tayberry_add_host_test(test_tape SOURCES main.c SERVICES vfs tape)
