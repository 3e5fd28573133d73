#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the self-test in QEMU, and compares its last line with what its other lines say.

usage: selftest.py IMAGE QEMU ARGUMENT...

Once as it is, once with the other console, and once on a single core, which it must tell as a failure.
"""

import re
import subprocess
import sys
import zlib

# What QEMU does not play.
UNSEEN = {"clock.frequency", "cores.order", "uart.baud", "code.rewritten", "fault.stack",
          "fault.unaligned", "fault.exclusive"}
STEP = re.compile(r"^selftest (\d\d) ([a-z0-9.]+): (passed|FAILED|not observed): \S.*$", re.M)
LAST = re.compile(r"^(selftest: Tayberry \d+\.\d+\.\d+ board 00a02082 on emulator"
                  r" passed ([0-9a-f]{8}) failed ([0-9a-f]{8}) unseen ([0-9a-f]{8}))"
                  r" crc ([0-9a-f]{8})$", re.M)


def run(image, qemu, words):
    """The exit status, and what was said."""
    told = subprocess.run([*qemu, "-kernel", image, "-append", f"exit=semihosting {words}".strip()],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return told.returncode, told.stdout.decode(errors="replace").replace("\r", "")


def read(said):
    """The steps as (name, verdict); fails unless the last line says the same of them."""
    steps = STEP.findall(said)
    numbers = [int(number) for number, _, _ in steps]
    assert numbers == list(range(len(steps))) and steps, f"steps are missing: {numbers}"
    last = LAST.findall(said)
    assert len(last) == 1, "there is no last line, or more than one"
    text, *maps, crc = last[0]
    assert zlib.crc32(text.encode()) == int(crc, 16), "the checksum is wrong"
    for verdict, bits in zip(("passed", "FAILED", "not observed"), maps):
        wanted = sum(1 << n for n, step in enumerate(steps) if step[2] == verdict)
        assert int(bits, 16) == wanted, f"{verdict}: {bits} is to be {wanted:08x}"
    return {name: verdict for _, name, verdict in steps}


def main():
    image, qemu = sys.argv[1], sys.argv[2:]
    other = [{"null": "stdio", "stdio": "null"}.get(word, word) for word in qemu]
    for words, how, failures in (("", qemu, set()), ("console=pl011", other, set()),
                                 ("cores=1", qemu, {"boot.cores"})):
        status, said = run(image, how, words)
        try:
            found = read(said)
            assert status == (1 if failures else 0), f"status {status}"
            failed = {name for name, verdict in found.items() if verdict == "FAILED"}
            unseen = {name for name, verdict in found.items() if verdict == "not observed"}
            assert failed == failures, f"failed: {failed}"
            assert unseen == UNSEEN, f"not observed: {unseen}"
        except AssertionError as error:
            sys.exit(f"{said}\nwith '{words}': {error}")
        print(f"with '{words}': {len(found)} steps, {len(failed)} failed, {len(unseen)} not observed")


if __name__ == "__main__":
    main()
