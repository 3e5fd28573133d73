#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Gives tools/font.py fonts, and what is none. usage: test_font.py TOOL"""

import gzip
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

GLYPH = bytes(range(1, 17))
TABLE_1 = struct.pack("<8H", 0x3f, 0xffff, 0x41, 0x410, 0xfffe, 0x41, 0x301, 0xffff)
PSF1 = b"\x36\x04\x02\x10" + GLYPH + bytes(reversed(GLYPH)) + bytes(254 * 16) + TABLE_1
PSF2 = struct.pack("<4s7I", b"\x72\xb5\x4a\x86", 0, 32, 1, 2, 16, 16, 8) + GLYPH + GLYPH \
    + "?\xff".encode("latin-1") + "Aß".encode() + b"\xfeA\xcc\x81\xff"
REFUSED = {
    "it is no console font": b"BDF 2.1",
    "its glyphs have 8 by 14 pixels": PSF1[:3] + b"\x0e" + PSF1[4:],
    "its glyphs have 9 by 16 pixels": PSF2[:28] + b"\x09" + PSF2[29:],
    "it is cut off": PSF1[:2] + b"\x00" + PSF1[3:1000],
    "it has no table": PSF1[:2] + b"\x00" + PSF1[3:],
    "utf-8": PSF2.replace("ß".encode(), b"\xc3"),
    "end-of-stream": gzip.compress(PSF1)[:40],
}


def run(tool, folder, data):
    """The status and what was said; and what was made."""
    font, made = folder / "font", folder / "font.c"
    font.write_bytes(data)
    made.unlink(missing_ok=True)
    ended = subprocess.run([sys.executable, tool, font, made], capture_output=True, text=True)
    return ended.returncode, ended.stderr, made.read_text() if made.exists() else None


def row(point, glyph):
    return f"{{0x{point:04x}, {{{', '.join(f'0x{each:02x}' for each in glyph)}}}}},"


def main():
    tool = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        for data in (PSF1, gzip.compress(PSF1)):
            status, _, made = run(tool, Path(name), data)
            assert status == 0, status
            points = [0, 0x3f, 0x41, 0x410]
            glyphs = [GLYPH, GLYPH, GLYPH[::-1], GLYPH[::-1]]
            lines = [line.strip() for line in made.splitlines() if line.startswith("    {")]
            assert lines == [row(*each) for each in zip(points, glyphs)], made
        status, _, made = run(tool, Path(name), PSF2)
        assert status == 0 and row(0xdf, GLYPH) in made, made
        for reason, data in REFUSED.items():
            status, said, made = run(tool, Path(name), data)
            assert status == 1 and reason in said and made is None, (reason, status, said)
            assert "Traceback" not in said, said


if __name__ == "__main__":
    main()
