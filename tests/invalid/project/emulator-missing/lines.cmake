# SPDX-License-Identifier: MIT
enable_testing()
tayberry_add_server(one SOURCES main.c)
tayberry_add_image(image SERVERS one)
tayberry_add_boot_test(boot IMAGE image EXPECT hello)
