#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks that an image defines every function that the HAL's headers declare, and every upcall,
# exactly once and never as a weak symbol.
#
#   functions.sh LLVM_READELF FOLDER_OF_HEADERS IMAGE
set -eu
[ -r "$3" ] || { printf '%s: no such image\n' "$3" >&2; exit 1; }
# A declaration starts in the first column. What is static inline stands in a comment, or is defined
# where it is declared.
declared=$(sed -n '/^static inline/d; s/^[a-z].*[ *]\(\(hal\|kernel\)_[a-z_]*\)(.*/\1/p' "$2"/*.h | sort)
defined=$("$1" --symbols --wide "$3" |
    awk '$4 == "FUNC" && $5 == "GLOBAL" && $7 != "UND" && $8 ~ /^(hal|kernel)_/ { print $8 }' |
    sort)

bad=0
for name in $declared; do
    times=$(printf '%s\n' "$defined" | grep -cx "$name") || true
    if [ "$times" -ne 1 ]; then
        printf '%s: %s is defined %s times\n' "$3" "$name" "$times" >&2
        bad=1
    fi
done
count=$(printf '%s\n' "$declared" | grep -c .)
printf '%s: %s functions declared\n' "$2" "$count"
[ "$count" -ge 30 ] && [ "$bad" -eq 0 ]
