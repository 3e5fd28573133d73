#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether each header below some folders compiles alone.

usage: headers_alone.py COMPILER STANDARD[,STANDARD...] FOLDER... [-- FLAG...]

A standard is what -std= takes; c++ ones compile as C++.
"""

import subprocess
import sys
import tempfile
from pathlib import Path


def complaint(compiler, standard, header, flags):
    """What the compiler says against a file that includes nothing but this header, or None."""
    language = "c++" if standard.startswith("c++") else "c"
    with tempfile.NamedTemporaryFile("w", suffix=".inc") as source:
        # Twice: the guard must hold, too. And a declaration: a header may have macros alone.
        source.write(f'#include "{header}"\n#include "{header}"\nint declared;\n')
        source.flush()
        done = subprocess.run(
            [compiler, "-x", language, f"-std={standard}", "-fsyntax-only", "-Wall", "-Wextra",
             "-Wpedantic", "-Werror", *flags, source.name], capture_output=True, text=True)
    return None if done.returncode == 0 else f"{header} as {standard}:\n{done.stderr}"


def main():
    arguments = sys.argv[1:]
    flags = []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, flags = arguments[:at], arguments[at + 1:]
    if len(arguments) < 3:
        raise SystemExit(__doc__)
    compiler, standards, *folders = arguments
    headers = sorted({h.resolve() for folder in folders for h in Path(folder).rglob("*.h")})
    if not headers:
        raise SystemExit("no header found")
    complaints = [complaint(compiler, standard, header, flags)
                  for header in headers for standard in standards.split(",")]
    complaints = [c for c in complaints if c]
    if complaints:
        raise SystemExit("\n".join(complaints))
    print(f"{len(headers)} headers alone, each as {standards}")


if __name__ == "__main__":
    main()
