# SPDX-License-Identifier: MIT
"""What the benchmark's tools read of linked files."""

import subprocess


def symbols(path):
    """Addresses, ascending, and names of the code of an ELF file."""
    told = subprocess.run(["llvm-nm", "--numeric-sort", "--defined-only", path], check=True,
                          capture_output=True, text=True).stdout
    found = [line.split() for line in told.splitlines()]
    found = [(int(at, 16), name) for at, kind, name in found
             if kind in "tT" and not name.startswith("$")]
    return [at for at, _ in found], [name for _, name in found]
