# SPDX-License-Identifier: MIT
"""Boots an image with a card in QEMU, for what looks at the card afterwards."""

import subprocess


def run(wanted, qemu, seed):
    """To its end, within wanted.limit seconds and with status 0; wanted.expect must be said, in that order."""
    command = [*qemu, "-kernel", wanted.image, "-append", f"exit=semihosting seed={seed}",
               "-icount", "shift=0,sleep=off", "-drive", f"if=sd,format=raw,file={wanted.card}"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            timeout=wanted.limit, check=False)
    said = result.stdout.decode(errors="replace")
    print(said)
    at = 0
    for text in wanted.expect:
        at = said.find(text, at)
        if at < 0:
            raise SystemExit(f"FAILED: not said, or not in this order: {text}")
    if result.returncode != 0:
        raise SystemExit(f"FAILED: status {result.returncode}")
