#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the reference of the SDK's headers and of the kernel's operations, as HTML.

usage: build.py SOURCE GENERATED OUTPUT

GENERATED is where tools/abi.py wrote. The pages come to OUTPUT/html. Each warning of Doxygen is an
error, and so is an operation of the table that no page tells of.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

HEADERS = ("sdk/include", "sdk/abi/include", "sdk/posix/include", "sdk/cxx/include",
           "sdk/arch/aarch64/include", "hal/include")
TABLE = "sdk/abi/include/tay/abi/operation.def"


def configuration(source, generated, output):
    """What Doxygen reads: the Doxyfile, and where things are."""
    inputs = [source / "docs/reference/main.md", source / "docs/reference/groups.dox",
              generated / "docs/operations.md", generated / "sdk", generated / "abi", *(source / header for header in HEADERS)]
    roots = [*(source / header for header in HEADERS), generated / "sdk", generated / "abi",
             generated, source]
    command = f'{sys.executable} {source / "tools/reference/filter.py"}'
    lines = [(source / "docs/reference/Doxyfile").read_text(),
             "INPUT = " + " ".join(f'"{path}"' for path in inputs),
             "STRIP_FROM_PATH = " + " ".join(f'"{path}"' for path in roots),
             f'USE_MDFILE_AS_MAINPAGE = "{inputs[0]}"',
             f'OUTPUT_DIRECTORY = "{output}"',
             f'INPUT_FILTER = "{command}"']
    return "\n".join(lines) + "\n"


def untold(source, output):
    """The operations of the table that lack a section on the page or a function."""
    table = re.sub(r"/\*.*?\*/", "", (source / TABLE).read_text(), flags=re.S)
    names = re.findall(r"^TAY_OPERATION\(\d+, (\w+),", table, re.M)
    if not names:
        raise SystemExit(f"{source / TABLE}:1: no operation found")
    pages = {page.name: page.read_text() for page in (output / "html").glob("*.html")}
    page = pages.get("operations.html", "")
    stubs = pages.get("operations_8h.html", "")
    return [name for name in names
            if not re.search(rf"\d+\. {name}</h[12]>", page) or f">tay_{name}</a>" not in stubs]


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    source, generated, output = (Path(argument).resolve() for argument in sys.argv[1:])
    if not shutil.which("doxygen"):
        raise SystemExit("There is no doxygen: install the package of that name (tools/tay setup)")
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    done = subprocess.run(["doxygen", "-"], input=configuration(source, generated, output), text=True)
    if done.returncode != 0:
        raise SystemExit("The reference has warnings: see above")
    missing = untold(source, output)
    if missing:
        raise SystemExit(f"The reference lacks operations: {', '.join(missing)}")
    print(f"The reference is at {output / 'html/index.html'}")


if __name__ == "__main__":
    main()
