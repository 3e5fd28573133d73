#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs an emulator whose console is its standard input and output, and types at the machine's prompts.

usage: type.py COMMAND...

Types the lines of the standard input, each when the machine shows a prompt, a line that is one word and
"> ", and behind the last one Ctrl-D, which ends the input of a shell. Shows all that the machine says, and
ends as the emulator does.
"""

import re
import subprocess
import sys

# Perhaps behind what the line was cleared by.
PROMPT = re.compile(rb"(?:^|[\r\n]|\x1b\[J)[^\s>]*> $")
END_OF_INPUT = b"\x04"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    lines = [line.rstrip(b"\n") + b"\r" for line in sys.stdin.buffer] + [END_OF_INPUT]
    with subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        said = b""  # since something was typed
        while piece := process.stdout.read1(4096):
            sys.stdout.buffer.write(piece)
            sys.stdout.flush()
            said += piece
            if lines and PROMPT.search(said):
                said = b""
                process.stdin.write(lines.pop(0))
                process.stdin.flush()
        status = process.wait()
    if lines and status == 0:
        sys.exit(f"type.py: {len(lines)} lines were not typed: there was no prompt")
    sys.exit(status)


if __name__ == "__main__":
    main()
