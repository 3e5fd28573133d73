#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the reference of the SDK's headers and of the kernel's operations, as HTML.

usage: build.py SOURCE GENERATED OUTPUT

GENERATED is where tools/abi.py wrote. The pages come to OUTPUT/html. Each warning of Doxygen is an
error, and so are a value of an enumeration that nobody described, which Doxygen lets pass, and an
operation of the table that no page tells of. Only for the contract with a board (hal/) parameters
need not be told of one by one.
"""

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HEADERS = ("sdk/include", "sdk/abi/include", "sdk/posix/include", "sdk/cxx/include",
           "sdk/arch/aarch64/include", "hal/include")
# What may be: functions of hal/ whose prose tells of their parameters.
LET_PASS = re.compile(r"(parameters|return type) of member (hal|kernel)_\w+ (is|are) not documented")
TABLE = "sdk/abi/include/tay/abi/operation.def"


def configuration(source, generated, output):
    """What Doxygen reads: the Doxyfile, and where things are."""
    inputs = [source / "docs/reference",
              generated / "docs/operations.md", generated / "sdk", generated / "abi", *(source / header for header in HEADERS)]
    roots = [*(source / header for header in HEADERS), generated / "sdk", generated / "abi",
             generated, source]
    command = f'{sys.executable} {source / "tools/reference/filter.py"}'
    lines = [(source / "docs/reference/Doxyfile").read_text(),
             "INPUT = " + " ".join(f'"{path}"' for path in inputs),
             "STRIP_FROM_PATH = " + " ".join(f'"{path}"' for path in roots),
             f'USE_MDFILE_AS_MAINPAGE = "{source / "docs/reference/main.md"}"',
             f'EXAMPLE_PATH = "{source / "docs/reference/examples"}"',
             f'EXCLUDE = "{source / "docs/reference/examples"}"',
             f'OUTPUT_DIRECTORY = "{output}"',
             f'INPUT_FILTER = "{command}"']
    return "\n".join(lines) + "\n"


def warnings(told):
    """What Doxygen said, but for what may be."""
    return [line for line in told.splitlines() if line.strip() and not LET_PASS.search(line)]


def undescribed(output):
    """The values of enumerations without a description, and where they are declared."""
    for page in sorted((output / "xml").glob("*.xml")):
        for member in ElementTree.parse(page).iterfind(".//memberdef[@kind='enum']"):
            place = member.find("location")
            for value in member.iterfind("enumvalue"):
                parts = [value.find("briefdescription"), value.find("detaileddescription")]
                if not any("".join(part.itertext()).strip() for part in parts):
                    yield (f"{place.get('file')}:{place.get('line')}: the value "
                           f"{value.findtext('name')} of an enumeration is not documented")


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
    done = subprocess.run(["doxygen", "-"], input=configuration(source, generated, output), text=True,
                          capture_output=True)
    wrong = warnings(done.stderr) + (sorted(set(undescribed(output))) if done.returncode == 0 else [])
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong or done.returncode != 0:
        raise SystemExit("The reference has warnings: see above")
    missing = untold(source, output)
    if missing:
        raise SystemExit(f"The reference lacks operations: {', '.join(missing)}")
    print(f"The reference is at {output / 'html/index.html'}")


if __name__ == "__main__":
    main()
