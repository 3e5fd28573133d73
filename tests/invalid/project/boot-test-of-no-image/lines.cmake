# SPDX-License-Identifier: MIT
enable_testing()
tayberry_add_boot_test(boot IMAGE image EXPECT hello)
