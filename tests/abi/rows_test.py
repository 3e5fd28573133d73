#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that abi.py refuses a row whose statuses and reasons do not agree, with file and line.

usage: rows_test.py ABI_PY TABLE
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROW = "TAY_OPERATION(17, thread_start"
WRONG = (
    ("FAILS(STATE)", "FAILS(STATE, AGAIN)", "no reason for the status 'AGAIN'"),
    ("FAILS(STATE)", "FAILS()", "a reason for 'STATE', which FAILS does not name"),
    ("FAILS(STATE)", "FAILS(NONE)", "unknown status 'NONE'"),
    ("thread_start, thread", "thread_start, fiber", "unknown object type 'fiber'"),
    ("17, ", "18, ", "number 18 where 17 comes next"),
)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    tool, table = sys.argv[1], Path(sys.argv[2])
    text = table.read_text()
    begin = text.index(ROW)
    line = text.count("\n", 0, begin) + 1
    for right, wrong, reason in WRONG:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(shutil.copytree(table.parent, Path(folder, "abi")), table.name)
            copy.write_text(text[:begin] + text[begin:].replace(right, wrong, 1))
            done = subprocess.run([sys.executable, tool, copy, folder], capture_output=True, text=True)
            if done.returncode != 1 or done.stderr != f"{copy}:{line}: {reason}\n":
                raise SystemExit(f"{wrong}: exit status {done.returncode}, expected 1 and "
                                 f"'{reason}'; printed:\n{done.stderr}")


if __name__ == "__main__":
    main()
