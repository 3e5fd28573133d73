#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that a check refuses what is bad.

usage: sample.py CHECK_SCRIPT SAMPLE_FOLDER

SAMPLE_FOLDER/tree is a small tree with good and bad files, SAMPLE_FOLDER/expected.txt holds exactly
what the check must print about it. tidy.py also gets a build folder that compiles each C file.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path


def compare(sample, command):
    """Runs a check on a sample; never returns, with status 0 if it refuses what it should."""
    told = subprocess.run(command, capture_output=True, text=True)
    expected = (sample / "expected.txt").read_text()
    if told.returncode == 1 and told.stdout == expected:
        raise SystemExit(0)
    print(f"exit status {told.returncode}, expected 1\n--- printed\n{told.stdout}{told.stderr}"
          f"--- expected\n{expected}", end="")
    raise SystemExit(1)


def main():
    if len(sys.argv) != 3:
        raise SystemExit("usage: sample.py CHECK_SCRIPT SAMPLE_FOLDER")
    check, sample = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    tree = sample / "tree"
    command = [sys.executable, str(check), str(tree)]
    with tempfile.TemporaryDirectory() as build:
        if check.name == "tidy.py":
            rows = [{"directory": build, "file": str(f), "command": f"clang -std=c17 -c {f}"}
                    for f in tree.rglob("*.c")]
            Path(build, "compile_commands.json").write_text(json.dumps(rows))
            command.append(build)
        compare(sample, command)


if __name__ == "__main__":
    main()
