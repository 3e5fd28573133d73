#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots the image of scene.c, and at each of its prompts compares the screen, pixel for pixel, with what
the text on the serial console looks like in the same font.

usage: screen.py IMAGE FONT -- QEMU ARGUMENT...
"""

import gzip
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WIDTH, HEIGHT, COLUMNS, ROWS = 640, 480, 80, 30
LIMIT_S = 250
LOOKS, PAUSE_S = 100, 0.1  # the display is not waited for by anybody: the test looks often
PALETTE = [bytes.fromhex(each) for each in (
    "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa "
    "555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff").split()]
SEQUENCE = re.compile(r"\x1b\[(\??)([0-9;]*)([A-Za-z])")


def read_font(path):
    """Rows of bits by character. PSF 1 with a table: 512 glyphs of 16 rows."""
    data = gzip.decompress(Path(path).read_bytes())
    if data[:2] != b"\x36\x04" or data[3] != 16 or data[2] != 3:
        raise SystemExit(f"FAILED: {path} is another font than this test knows")
    glyphs, glyph, is_sequence = {}, 0, False
    for at in range(4 + 512 * 16, len(data), 2):
        word = int.from_bytes(data[at:at + 2], "little")
        if word == 0xffff:
            glyph, is_sequence = glyph + 1, False
        elif word == 0xfffe:
            is_sequence = True
        elif not is_sequence:
            glyphs[chr(word)] = data[4 + glyph * 16:20 + glyph * 16]
    return glyphs


class Terminal:
    """What is on the screen: for each place a character and two colours."""

    def __init__(self):
        self.cells = {}
        self.x = self.y = 0
        self.colours, self.bold, self.inverse = (7, 0), False, False

    def blank(self):
        return (" ", 7, self.colours[1])

    def down(self):
        self.y += 1
        if self.y == ROWS:
            self.y = ROWS - 1
            self.cells = {(x, y - 1): cell for (x, y), cell in self.cells.items() if y > 0}
            self.cells |= {(x, self.y): self.blank() for x in range(COLUMNS)}

    def show(self, character):
        if self.x == COLUMNS:
            self.x = 0
            self.down()
        front, back = self.colours
        front |= 8 if self.bold else 0
        self.cells[self.x, self.y] = ((character, back, front) if self.inverse
                                      else (character, front, back))
        self.x += 1

    def control(self, character):
        at = min(self.x, COLUMNS - 1)
        if character == "\r":
            self.x = 0
        elif character == "\n":
            self.down()
        elif character == "\b":
            self.x = max(at - 1, 0)
        elif character == "\t":
            self.x = min((self.x // 8 + 1) * 8, COLUMNS - 1)

    def erase(self, places):
        for x, y in places:
            self.cells[x, y] = self.blank()

    def erase_part(self, final, how):
        at = min(self.x, COLUMNS - 1), self.y
        order = [(x, y) for y in (range(ROWS) if final == "J" else [self.y])
                 for x in range(COLUMNS)]
        here = order.index(at)
        self.erase({0: order[here:], 1: order[:here + 1], 2: order}[how])

    def graphics(self, code):
        front, back = self.colours
        if code == 0:
            self.colours, self.bold, self.inverse = (7, 0), False, False
        elif code in (1, 22):
            self.bold = code == 1
        elif code in (7, 27):
            self.inverse = code == 7
        elif code in (39, *range(30, 38), *range(90, 98)):
            self.colours = (7 if code == 39 else code - 30 if code < 40 else code - 82), back
        elif code in (49, *range(40, 48), *range(100, 108)):
            self.colours = front, (0 if code == 49 else code - 40 if code < 50 else code - 92)

    def sequence(self, final, values):
        count = max(values[0], 1)
        x, y = min(self.x, COLUMNS - 1), self.y
        if final in "ABCD":
            x += {"C": count, "D": -count}.get(final, 0)
            y += {"B": count, "A": -count}.get(final, 0)
        elif final == "H":
            x, y = max((values + [1])[1], 1) - 1, count - 1
        elif final in "JK":
            self.erase_part(final, values[0])
            return
        elif final == "m":
            for value in values:
                self.graphics(value)
            return
        else:
            raise SystemExit(f"FAILED: a sequence that this test does not know: {final}")
        self.x, self.y = min(max(x, 0), COLUMNS - 1), min(max(y, 0), ROWS - 1)

    def write(self, text):
        at = 0
        while at < len(text):
            if match := SEQUENCE.match(text, at):
                if not match[1]:
                    self.sequence(match[3], [int(each or 0) for each in match[2].split(";")])
                at = match.end()
                continue
            if text[at] < " ":
                self.control(text[at])
            else:
                self.show(text[at])
            at += 1

    def picture(self, font):
        """Rows of bytes: red, green, blue of each pixel."""
        rows = []
        for y in range(ROWS):
            line = [bytearray() for _ in range(16)]
            for x in range(COLUMNS):
                character, front, back = self.cells.get((x, y), (" ", 7, 0))
                if (x, y) == (min(self.x, COLUMNS - 1), self.y):
                    front, back = back, front
                for row, bits in enumerate(font.get(character, font["?"])):
                    for bit in range(7, -1, -1):
                        line[row] += PALETTE[front if bits >> bit & 1 else back]
            rows += line
        return b"".join(rows)


def drawing():
    """What scene.c draws."""
    picture = [[(0x10, 0x20, 0x30)] * WIDTH for _ in range(HEIGHT)]
    for y in range(50, 149):
        picture[y][101:302] = [(0xff, 0x80, 0x00)] * 201
    for i in range(33 * 20):
        pixel = (i % 33) << 19 | (i // 33) << 11 | (i & 0xff)
        picture[301 + i // 33][13 + i % 33] = (pixel >> 16 & 0xff, pixel >> 8 & 0xff, pixel & 0xff)
    return b"".join(bytes(value for pixel in row for value in pixel) for row in picture)


class Monitor:
    """QEMU's, by QMP."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.file = self.socket.makefile("rw")
        self.file.readline()
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "return" in answer:
                return
            if "error" in answer:
                raise SystemExit(f"FAILED: {command}: {answer['error']}")

    def screen(self, path):
        self.do("screendump", filename=str(path))
        header, _, pixels = path.read_bytes().partition(b"\n255\n")
        if header.split() != [b"P6", b"%d" % WIDTH, b"%d" % HEIGHT]:
            return b""
        return pixels


def difference(wanted, found):
    if len(found) != len(wanted):
        return "the screen has another size"
    at = next(i for i in range(len(wanted)) if wanted[i] != found[i]) // 3
    return f"pixel {at % WIDTH}, {at // WIDTH} is {found[at * 3:at * 3 + 3].hex()} " \
           f"instead of {wanted[at * 3:at * 3 + 3].hex()}"


class Wire:
    """The serial console: all that has come so far."""

    def __init__(self, process):
        self.process, self.said, self.is_over = process, b"", False
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        while piece := self.process.stdout.read1(4096):
            with self.changed:
                self.said += piece
                self.changed.notify()
        with self.changed:
            self.is_over = True
            self.changed.notify()

    def text(self):
        return self.said.decode(errors="replace")

    def wait_for(self, prompt, begin):
        """Where it ends."""
        with self.changed:
            self.changed.wait_for(lambda: self.is_over or prompt in self.said[begin:])
        if prompt not in self.said[begin:]:
            raise SystemExit(f"{self.text()}\nFAILED: there was no {prompt.decode()}")
        return self.said.index(prompt, begin) + len(prompt)


def compare(monitor, folder, prompt, wanted):
    """wanted: gives the picture, of all that has been said by then."""
    for _ in range(LOOKS):
        picture = wanted()
        found = monitor.screen(folder / "screen.ppm")
        if found == picture:
            print(f"{prompt}as it should be")
            return
        time.sleep(PAUSE_S)
    raise SystemExit(f"FAILED: {prompt}{difference(picture, found)}")


def wanted_at(prompt, said, font):
    """The console has written all of it since the screen was cleared, and the test's own line to the
    display came while a picture was shown."""
    if prompt == "picture> ":
        return drawing()
    terminal = Terminal()
    text = said[said.rindex("\x1b[2J"):].replace("picture> \r\n", "picture> \r\na client's own\r\n")
    terminal.write(text)
    return terminal.picture(font)


def converse(wire, monitor, folder, font):
    seen = 0
    for prompt in ("text> ", "scrolled> ", "picture> ", "text again> ", "started again> "):
        seen = wire.wait_for(prompt.encode(), seen)
        compare(monitor, folder, prompt, lambda: wanted_at(prompt, wire.text(), font))
        wire.process.stdin.write(b"\r")
        wire.process.stdin.flush()


def connect(path):
    for _ in range(LOOKS):
        if path.exists():
            return Monitor(str(path))
        time.sleep(PAUSE_S)
    raise SystemExit("FAILED: QEMU has no monitor")


def main():
    at = sys.argv.index("--")
    image, font = sys.argv[1:at]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [*sys.argv[at + 1:], "-kernel", image, "-append", "exit=semihosting seed=1",
                   "-qmp", f"unix:{folder / 'monitor'},server=on,wait=off"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            timer = threading.Timer(LIMIT_S, process.kill)
            timer.start()
            wire = Wire(process)
            try:
                converse(wire, connect(folder / "monitor"), folder, read_font(font))
                status = process.wait()
                wire.thread.join()
            finally:
                timer.cancel()
                process.kill()
                print(wire.text())
    if status != 0 or "every program has ended" not in wire.text():
        raise SystemExit(f"FAILED: status {status} instead of 0")
    if wire.text().count("display: started again") != 1:
        raise SystemExit("FAILED: the display ended otherwise than by being killed once")


if __name__ == "__main__":
    main()
