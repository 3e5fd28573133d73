#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots an image in QEMU, types at its prompts, and compares what it says and how it ends.

usage: converse.py IMAGE [--status N[/N]...] [--limit SECONDS] [--words TEXT] [--pl011] [--threaded] [--repeat N] [--card FILE] [--type TEXT]... [--expect TEXT]... [--once TEXT]... -- QEMU ARGUMENT...

Each TEXT of --type, with Python's escapes, is typed once another prompt "> " has come: behind WORDS, if it
begins with {WORDS}, since a prompt may be shown again, and what is typed too early be lost; each TEXT of
--expect must come in this order, and each of --once one single time. --words: more of the kernel's command line. --pl011: the console is the first serial
port. Without --type and --threaded the run is deterministic (-icount); --threaded: a host thread for
each core, and any order of the texts, since nobody knows which of two cores is first. --repeat: the same N times, with the seeds from 1 on. --card:
a copy of it is in the card reader; afterwards each volume on it must be sound, and its files must be readable.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import with_card

PROMPT = b"> "


def arguments():
    at = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("image")
    parser.add_argument("--status", type=lambda text: [int(each) for each in text.split("/")], default=[0])
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--words", default="")
    parser.add_argument("--pl011", action="store_true")
    parser.add_argument("--threaded", action="store_true")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--card")
    parser.add_argument("--type", action="append", default=[])
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--also", action="append", default=[])
    parser.add_argument("--once", action="append", default=[])
    return parser.parse_args(sys.argv[1:at]), sys.argv[at + 1:]


def prompt_end(said, seen, text):
    """Where the prompt ends at which the text may be typed; 0: it has not come yet."""
    if text.startswith(b"{"):
        words = said.find(text[1:text.index(b"}")], seen)
        if words < 0:
            return 0
        seen = words
    return said.find(PROMPT, seen) + len(PROMPT) if PROMPT in said[seen:] else 0


def converse(process, texts):
    """Everything that the machine says; types a text whenever a new prompt has come."""
    said = b""
    seen = 0
    texts = [text.encode().decode("unicode_escape").encode() for text in texts]
    while piece := process.stdout.read1(4096):
        said += piece
        while texts and (end := prompt_end(said, seen, texts[0])):
            seen = end
            text = texts.pop(0)
            process.stdin.write(text.partition(b"}")[2] if text.startswith(b"{") else text)
            process.stdin.flush()
    return said.decode(errors="replace"), texts


def play(wanted, qemu, seed):
    """Boots once; fails unless everything is as wanted."""
    words = f"exit=semihosting {wanted.words} seed={seed}"  # of two words of a name the first counts
    if wanted.pl011:
        swap = {"null": "stdio", "stdio": "null"}
        qemu = [swap.get(word, word) for word in qemu]
        words += " console=pl011"
    command = [*qemu, "-kernel", wanted.image, "-append", words]
    if wanted.threaded:
        command += ["-accel", "tcg,thread=multi"]
    elif not wanted.type:
        command += ["-icount", "shift=0,sleep=off"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        timer = threading.Timer(wanted.limit, process.kill)
        timer.start()
        if not wanted.type:
            process.stdin.close()
        said, left = converse(process, wanted.type)
        status = process.wait()
        timer.cancel()
    print(said)
    for text in wanted.also:
        if text not in said:
            raise SystemExit(f"FAILED: not said: {text}")
    for text in wanted.once:
        if said.count(text) != 1:
            raise SystemExit(f"FAILED: said {said.count(text)} times, not once: {text}")
    at = 0
    for text in wanted.expect:
        found = said.find(text, at)
        if found < 0:
            raise SystemExit(f"FAILED: not said, or not in this order: {text}")
        at = 0 if wanted.threaded else found + len(text)
    if left:
        raise SystemExit(f"FAILED: there was no prompt for: {left}")
    if status not in wanted.status:
        raise SystemExit(f"FAILED: status {status} instead of {wanted.status}")


def play_with_card(wanted, qemu, seed):
    """The same, and looks at the card."""
    with tempfile.TemporaryDirectory(dir=Path(wanted.image).parent) as folder:
        card = with_card.copy(wanted.card, folder)
        play(wanted, [*qemu, *with_card.drive(card)], seed)
        with_card.check(card)


def main():
    wanted, qemu = arguments()
    for seed in range(1, wanted.repeat + 1):
        (play_with_card if wanted.card else play)(wanted, qemu, seed)


if __name__ == "__main__":
    main()
