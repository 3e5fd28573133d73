#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs an emulator and compares what it says on its console and how it ends with what is expected.
#
#   run.sh STATUS LINE COMMAND...
set -eu
status=$1
line=$2
shift 2

got_status=0
got=$(timeout -k 2 60 "$@" </dev/null) || got_status=$?
got=$(printf '%s\n' "$got" | tr -d '\r')
if [ "$got" != "$line" ]; then
    printf '%s: expected the console to say "%s", got "%s" (status %s)\n' \
        "$0" "$line" "$got" "$got_status" >&2
    exit 1
fi
if [ "$got_status" -ne "$status" ]; then
    printf '%s: expected status %s, got %s\n' "$0" "$status" "$got_status" >&2
    exit 1
fi
printf '%s\n' "$got"
