#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a command again and again until it fails.

usage: again.py TIMES COMMAND...
"""

import subprocess
import sys


def main():
    for time in range(int(sys.argv[1])):
        told = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", check=False)
        if told.returncode != 0:
            raise SystemExit(f"{told.stdout}{told.stderr}\nfailed the time number {time + 1}")


if __name__ == "__main__":
    main()
