# SPDX-License-Identifier: MIT
"""What the checks share: the files of the tree, and how a violation is told.

A check takes the root of a tree, prints one line "path:line: reason" for each violation, and exits
with 1 if there was one, else with 0.
"""

import os
import subprocess
import sys
from pathlib import Path

# Not written by anybody's rules: what is bad on purpose, to be fed to the checks, and what the fuzzer
# found.
NOT_SOURCES = ("tests/check/samples/", "tests/fuzz/corpus/")


def listed(root):
    """Paths of all files of the project, relative to root: what git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        out = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
        return sorted(set(os.fsdecode(out).split("\0")) - {""})
    except (OSError, subprocess.CalledProcessError):  # not a git working tree
        found = []
        for folder, folders, names in os.walk(root):
            folders[:] = [f for f in folders if not f.startswith(("build", ".git"))]
            found += [os.path.relpath(os.path.join(folder, n), root) for n in names]
        return sorted(found)


def files(root):
    """The files that the checks are about."""
    for name in listed(root):
        path = Path(root, name)
        if path.is_file() and not path.is_symlink() and not name.startswith(NOT_SOURCES):
            yield name


def c_files(root):
    return [name for name in files(root) if name.endswith((".c", ".h"))]


def text(root, name):
    """A file's text; None if it is binary."""
    data = Path(root, name).read_bytes()
    if b"\0" in data:
        return None
    return data.decode("utf-8", "replace")


def root_argument(usage):
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        raise SystemExit(f"usage: {usage}")
    return Path(sys.argv[1])


def finish(violations, looked_at):
    """Ends the check. To have looked at nothing is a failure, too."""
    for violation in violations:
        print(violation)
    if not looked_at:
        print("0:0: nothing to look at")
    raise SystemExit(1 if violations or not looked_at else 0)
