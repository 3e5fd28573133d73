#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the scripts of files by two shells, and compares what they print and how they end.

usage: compare.py SHELL OTHER FILE...

In a file a line "### NAME" begins a script. Each is run by each shell as a file, in a folder of its own. Where
the other one fails, that this one fails with the same status is enough: texts of errors are its own.
"""

import concurrent.futures
import os
import subprocess
import sys
import tempfile

LIMIT_S = 20
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "ASAN_OPTIONS": "detect_leaks=0"}


def scripts(path):
    """Pairs of name and text."""
    with open(path, encoding="utf-8") as file:
        pieces = file.read().split("\n### ")
    for piece in pieces[1:]:
        name, _, text = piece.partition("\n")
        yield f"{os.path.basename(path)}: {name}", text + "\n"


def run(shell, text):
    """What it prints, its status, and what it says on errors."""
    with tempfile.TemporaryDirectory() as folder:
        # The shell in question is the one that scripts call `sh`, too.
        os.mkdir(os.path.join(folder, "bin"))
        os.symlink(os.path.abspath(shell), os.path.join(folder, "bin", "sh"))
        os.mkdir(os.path.join(folder, "here"))
        script = os.path.join(folder, "script")
        with open(script, "w", encoding="utf-8") as file:
            file.write(text)
        environment = dict(ENVIRONMENT, PATH=f"{folder}/bin:{ENVIRONMENT['PATH']}")
        done = subprocess.run([os.path.join(folder, "bin", "sh"), script], cwd=os.path.join(folder, "here"),
                              env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S,
                              check=False)
        return done.stdout.replace(folder.encode(), b"FOLDER"), done.returncode, done.stderr


def compare(job):
    shell, other, name, text = job
    try:
        ours, theirs = run(shell, text), run(other, text)
    except subprocess.TimeoutExpired as expired:
        return f"{name}: no end after {LIMIT_S} s: {expired.cmd}"
    if b"Sanitizer" in ours[2] or b"runtime error" in ours[2]:
        return f"{name}: {ours[2].decode(errors='replace')}"
    if ours[:2] != theirs[:2]:
        return (f"{name}:\n--- {other}: status {theirs[1]}\n{theirs[0].decode(errors='replace')}"
                f"--- {shell}: status {ours[1]}\n{ours[0].decode(errors='replace')}"
                f"--- its errors:\n{ours[2].decode(errors='replace')}")
    return None


def main():
    shell, other, *files = sys.argv[1:]
    jobs = [(shell, other, name, text) for path in files for name, text in scripts(path)]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        wrong = [result for result in pool.map(compare, jobs) if result is not None]
    for result in wrong:
        print(result)
    print(f"{len(jobs)} scripts, {len(wrong)} of them differ")
    sys.exit(1 if wrong or not jobs else 0)


if __name__ == "__main__":
    main()
