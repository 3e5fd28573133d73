#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that the reference is not built of what is not documented, or not whole.

usage: reference_test.py SOURCE GENERATED
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


# A header, what stands there, what is put there instead, what is said then.
WRONG = (
    ("include/tay/log.h", "void tay_log_flush(void);",
     "void tay_log_flush(void);\n\nint tay_log_bare(void);",
     "warning: Member tay_log_bare(void) (function) of file log.h"),
    ("include/tay/lock.h", " * @param deadline_ns since boot; TAY_TIME_NEVER: none\n", "",
     "parameter 'deadline_ns'"),
    ("abi/include/tay/abi/status.h", "/* it was done */", "",
     "the value TAY_OK of an enumeration is not documented"),
    # Of a group: what is a parameter of none, and what is one of the last alone.
    ("posix/include/semaphore.h", " * @param clock ", " * @param hour ",
     "argument 'hour' of command @param is not found"),
    ("posix/include/semaphore.h", " * @param value_out ", " * The value is ",
     "parameter 'value_out'"),
)


def expect_refusal(source, generated, output, *said):
    done = subprocess.run([sys.executable, source / "tools/reference/build.py", source, generated,
                           output], capture_output=True, text=True)
    told = done.stdout + done.stderr
    missing = [line for line in said if line not in told]
    if done.returncode != 1 or missing:
        raise SystemExit(f"exit status {done.returncode}, expected 1 and {missing}; printed:\n{told}")


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        source, generated = Path(folder, "source"), Path(folder, "generated")
        for part in ("sdk", "hal", "docs", "tools/reference"):
            shutil.copytree(Path(sys.argv[1], part), source / part)
        shutil.copytree(sys.argv[2], generated)

        page = generated / "docs/operations.md"
        text = page.read_text()
        page.write_text(text.replace("1. cap_copy\n", "1. cap_other\n", 1))
        expect_refusal(source, generated, Path(folder, "out"), "lacks operations: cap_copy\n")
        page.write_text(text)

        for name, right, wrong, _ in WRONG:
            header = source / "sdk" / name
            text = header.read_text()
            if right not in text:
                raise SystemExit(f"{header}: there is no '{right}' any more")
            header.write_text(text.replace(right, wrong, 1))
        expect_refusal(source, generated, Path(folder, "out"), *(said for *_, said in WRONG))


if __name__ == "__main__":
    main()
