# SPDX-License-Identifier: MIT
tayberry_add_server(lonely)
