#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes C of a console font: usage: font.py FONT OUTPUT.

FONT: of format PSF 1 or 2, perhaps compressed by gzip, 8 by 16 pixels, with a table of code points. A glyph that
several code points have stands there once for each.
"""

import gzip
import struct
import sys
from pathlib import Path

COLUMNS, ROWS = 8, 16
PSF1, PSF1_WITH_512, PSF1_WITH_TABLE = b"\x36\x04", 0x1, 0x6
PSF2, PSF2_WITH_TABLE = b"\x72\xb5\x4a\x86", 0x1
REPLACEMENTS = (0xfffd, ord("?"))  # for what the font does not have: the first of them that it has


class Refused(Exception):
    """Why it is no font for us."""


def code_points_1(table):
    """By glyph: of the table of PSF 1, words with 0xffff behind each glyph's; 0xfffe begins sequences."""
    glyphs, skips = [[]], False
    for (word,) in struct.iter_unpack("<H", table[:len(table) & ~1]):
        if word == 0xffff:
            glyphs.append([])
            skips = False
        elif word == 0xfffe:
            skips = True
        elif not skips:
            glyphs[-1].append(word)
    return glyphs


def code_points_2(table):
    """The same of PSF 2: UTF-8, 0xff and 0xfe."""
    return [[ord(each) for each in glyph.split(b"\xfe")[0].decode()]
            for glyph in table.split(b"\xff")]


def read_1(data):
    mode, height = data[2], data[3]
    count = 512 if mode & PSF1_WITH_512 else 256
    table = data[4 + count * height:] if mode & PSF1_WITH_TABLE else b""
    return (COLUMNS, height), count, data[4:], code_points_1(table)


def read_2(data):
    _, _, begin, flags, count, size, height, width = struct.unpack_from("<8I", data)
    table = data[begin + count * size:] if flags & PSF2_WITH_TABLE else b""
    return (width, height), count, data[begin:], code_points_2(table)


def read(data):
    """The rows of each code point's glyph."""
    if data[:2] == PSF1 and len(data) >= 4:
        form, count, bits, points = read_1(data)
    elif data[:4] == PSF2 and len(data) >= 32:
        form, count, bits, points = read_2(data)
    else:
        raise Refused("it is no console font (PSF)")
    if form != (COLUMNS, ROWS):
        raise Refused(f"its glyphs have {form[0]} by {form[1]} pixels, not {COLUMNS} by {ROWS}")
    if len(bits) < count * ROWS:
        raise Refused("it is cut off")
    return {point: bits[n * ROWS:(n + 1) * ROWS]
            for n in range(min(count, len(points))) for point in points[n]}


def entry(point, rows):
    return f"    {{0x{point:04x}, {{{', '.join(f'0x{row:02x}' for row in rows)}}}}},"


def source(glyphs, name):
    replacement = next((point for point in REPLACEMENTS if point in glyphs), None)
    if replacement is None:
        raise Refused("it has no table of code points, or no question mark in it")
    lines = [entry(0, glyphs[replacement]), *(entry(*each) for each in sorted(glyphs.items()))]
    return "\n".join([f"/* Made by tools/font.py of {name}. */", '#include "font.h"', "",
                      "const struct font_glyph font_glyphs[] = {", *lines, "};", "",
                      f"const unsigned font_glyph_count = {len(lines)};", ""])


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    font = Path(sys.argv[1])
    try:
        data = font.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        Path(sys.argv[2]).write_text(source(read(data), font.name))
    except (OSError, EOFError, UnicodeDecodeError, Refused) as error:
        raise SystemExit(f"{font}: {error}") from error


if __name__ == "__main__":
    main()
