# SPDX-License-Identifier: MIT
tayberry_add_driver(one SOURCES main.c)
