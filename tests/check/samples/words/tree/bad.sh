# SPDX-License-Identifier: MIT
# TODO: later
cp /tmp/x "$root/work/y"
ls "/home/somebody/tree" ./tmp/x a/home/b
# fixme is a word, XXX is not
