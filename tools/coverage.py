#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tells how many lines of core the tests of the host ran.

usage: coverage.py BUILD_FOLDER

BUILD_FOLDER is one of the preset host-coverage, in which tests left BUILD_FOLDER/profile/*.profraw.
The last line printed is "core lines: NN.N %", rounded down. Exit status 1 if that is below 90.
"""

import json
import subprocess
import sys
from pathlib import Path

LEAST_PERCENT = 90
ROOT = Path(__file__).resolve().parent.parent


def run(command):
    """Runs an LLVM tool and returns what it wrote; its own words end the script if it fails."""
    told = subprocess.run(command, capture_output=True, text=True)
    if told.returncode:
        raise SystemExit(f"{command[0]}: {told.stderr.strip()}")
    return told.stdout


def is_program_with_coverage(path):
    if path.suffix or not path.is_file() or "CMakeFiles" in path.parts:
        return False
    data = path.read_bytes()
    return data[:4] == b"\x7fELF" and b"__llvm_covmap" in data


def core_lines(build):
    """{file of core: (lines, lines that ran)}."""
    raw = sorted(str(p) for p in (build / "profile").glob("*.profraw"))
    programs = sorted(str(p) for p in build.rglob("*") if is_program_with_coverage(p))
    if not raw or not programs:
        raise SystemExit(f"{build}: no test with coverage has run")
    merged = str(build / "core.profdata")
    run(["llvm-profdata", "merge", "-sparse", "-o", merged, *raw])
    objects = [word for program in programs[1:] for word in ("-object", program)]
    export = run(["llvm-cov", "export", "-summary-only", "-instr-profile", merged, programs[0],
                  *objects, str(ROOT / "core")])
    found = {}
    for row in json.loads(export)["data"][0]["files"]:
        lines = row["summary"]["lines"]
        found[str(Path(row["filename"]).relative_to(ROOT))] = (lines["count"], lines["covered"])
    return found


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: coverage.py BUILD_FOLDER")
    found = core_lines(Path(sys.argv[1]).resolve())
    for name, (lines, ran) in sorted(found.items()):
        print(f"{ran:6} of {lines:5} lines ran: {name}")
    lines = sum(row[0] for row in found.values())
    ran = sum(row[1] for row in found.values())
    if not lines:
        raise SystemExit("no line of core in the coverage data")
    tenths = 1000 * ran // lines
    print(f"core lines: {tenths // 10}.{tenths % 10} %")
    raise SystemExit(1 if tenths < 10 * LEAST_PERCENT else 0)


if __name__ == "__main__":
    main()
