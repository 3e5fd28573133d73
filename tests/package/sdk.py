# SPDX-License-Identifier: MIT
"""What the tests of the installed SDK share."""

import shutil
import subprocess
from pathlib import Path


def fresh(folder):
    """An empty folder."""
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def expect(condition, what):
    if not condition:
        raise SystemExit(f"wrong: {what}")


def attempt(*command, **options):
    """Runs a command with nothing to read; its status, and all that it said."""
    told = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          **options)
    return told.returncode, told.stdout


def run(*command, **options):
    """Runs a command that must end well; what it said."""
    status, told = attempt(*command, **options)
    expect(status == 0, f"{' '.join(map(str, command))}: status {status}\n{told}")
    return told
