#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds an image to a number of bytes of static memory (.data and .bss).
#
#   size.sh LLVM_SIZE BYTES IMAGE
set -eu
bytes=$("$1" --format=berkeley "$3" | awk 'NR == 2 { print $2 + $3 }')
printf '%s: %s bytes of static memory, %s allowed\n' "$3" "$bytes" "$2"
[ "${bytes:-0}" -gt 0 ] && [ "$bytes" -le "$2" ]
