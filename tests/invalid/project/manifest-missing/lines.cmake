# SPDX-License-Identifier: MIT
tayberry_add_server(one SOURCES main.c MANIFEST none.manifest)
