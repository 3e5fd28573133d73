#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots an image with a card of known content in QEMU, and compares the card afterwards, byte for byte.

usage: card.py --card FILE --megabytes N IMAGE [--written COUNT] [--seeds COUNT] [--limit SECONDS]
               [--expect TEXT]... -- QEMU ARGUMENT...

The card, FILE, is made anew. What the program tests/system/sd/user.c writes must be on it, and what it
does not write must be as it was. --megabytes: of the card, a power of two; above 2048 it is an SDHC
card, mostly a hole in the file, where nothing may have been written. --written: instead of what user.c writes,
the first so many blocks were. --seeds: so often, with the seeds from 1 on. --limit: of each time. --expect:
what must be said, in this order.
"""

import argparse
import array
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import with_card  # noqa: E402

BLOCK_BYTES, BLOCK_WORDS = 512, 128
HOST, GUEST = 0x686f7374, 0x67756573
# (block, count); below 0: from the end. The same as in user.c, and so is what it adds, each size of a call.
PLACES = [(0, 1), (3, 1), (7, 2), (13, 3), (31, 7), (63, 8), (101, 63), (201, 64), (301, 65), (401, 127),
          (601, 128), (801, 129), (1001, 300), (-131, 129), (-1, 1)]
PLACES += [(count * 61 % 7000, count) for count in range(1, 129)]
HEAD_BLOCKS, TAIL_BLOCKS = 7936, 256  # what the host writes: both ends


def arguments():
    at = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("image")
    parser.add_argument("--card", required=True)
    parser.add_argument("--megabytes", type=int, required=True)
    parser.add_argument("--written", type=int)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--seeds", type=int, default=1)
    return parser.parse_args(sys.argv[1:at]), sys.argv[at + 1:]


def pattern(seed, block, count):
    """As pattern.h has it."""
    first = block * BLOCK_WORDS + 1
    words = array.array("I", [(word * 2654435761 & 0xffffffff) ^ seed
                              for word in range(first, first + count * BLOCK_WORDS)])
    if sys.byteorder == "big":
        words.byteswap()
    return words.tobytes()


def make_card(path, blocks):
    with open(path, "wb") as card:
        card.truncate(blocks * BLOCK_BYTES)
        card.write(pattern(HOST, 0, HEAD_BLOCKS))
        card.seek(-TAIL_BLOCKS * BLOCK_BYTES, os.SEEK_END)
        card.write(pattern(HOST, blocks - TAIL_BLOCKS, TAIL_BLOCKS))


def expected(first, count, blocks, places):
    """What must be in a range of blocks."""
    content, written = bytearray(pattern(HOST, first, count)), pattern(GUEST, first, count)
    for block, length in places:
        start = block + (blocks if block < 0 else 0)
        if first <= start < first + count:
            part = slice((start - first) * BLOCK_BYTES, (start - first + length) * BLOCK_BYTES)
            content[part] = written[part]
    return content


def compare(path, first, count, blocks, places):
    with open(path, "rb") as card:
        card.seek(first * BLOCK_BYTES)
        found = card.read(count * BLOCK_BYTES)
    wanted = expected(first, count, blocks, places)
    for n in range(count):
        part = slice(n * BLOCK_BYTES, (n + 1) * BLOCK_BYTES)
        if found[part] != wanted[part]:
            raise SystemExit(f"FAILED: block {first + n} is not as it should be")


def check_between(path, blocks):
    """Nothing but zeros where nobody wrote."""
    end = (blocks - TAIL_BLOCKS) * BLOCK_BYTES
    with open(path, "rb") as card:
        at = HEAD_BLOCKS * BLOCK_BYTES
        while at < end:
            at = os.lseek(card.fileno(), at, os.SEEK_DATA)
            card.seek(at)
            piece = card.read(min(1 << 20, end - at)) if at < end else b""
            if piece.strip(b"\0"):
                raise SystemExit(f"FAILED: something was written near byte {at}")
            at += 1 << 20


def main():
    wanted, qemu = arguments()
    blocks = wanted.megabytes << 11
    places = PLACES if wanted.written is None else [(0, wanted.written)]
    for seed in range(1, wanted.seeds + 1):
        make_card(wanted.card, blocks)
        with_card.run(wanted, qemu, seed)
        compare(wanted.card, 0, HEAD_BLOCKS, blocks, places)
        compare(wanted.card, blocks - TAIL_BLOCKS, TAIL_BLOCKS, blocks, places)
        check_between(wanted.card, blocks)
    os.remove(wanted.card)


if __name__ == "__main__":
    main()
