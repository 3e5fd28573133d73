# SPDX-License-Identifier: MIT
add_library(one STATIC main.c)
tayberry_add_image(image SERVERS one)
