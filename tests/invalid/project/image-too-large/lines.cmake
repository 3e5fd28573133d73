# SPDX-License-Identifier: MIT
tayberry_add_server(one SOURCES large.c)
tayberry_add_image(image SERVERS one)
