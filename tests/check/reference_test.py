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


def expect_refusal(source, generated, output, said):
    done = subprocess.run([sys.executable, source / "tools/reference/build.py", source, generated,
                           output], capture_output=True, text=True)
    told = done.stdout + done.stderr
    if done.returncode != 1 or said not in told:
        raise SystemExit(f"exit status {done.returncode}, expected 1 and '{said}'; printed:\n{told}")


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

        header = source / "sdk/include/tay/log.h"
        header.write_text(header.read_text().replace(
            "void tay_log_flush(void);", "void tay_log_flush(void);\n\nint tay_log_bare(void);"))
        expect_refusal(source, generated, Path(folder, "out"),
                       "error: Member tay_log_bare(void) (function) of file log.h")


if __name__ == "__main__":
    main()
