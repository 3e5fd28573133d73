# SPDX-License-Identifier: MIT
"""Measures the files of a card: FAT32 with clusters of 4 KiB, as the figures for Linux have it."""

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import machine
import places as where

sys.path.insert(0, str(Path(__file__).parents[2] / "tests/system"))
import with_card  # noqa: E402

CARD_BYTES = 64 << 20
IMAGE = "files"


@contextmanager
def formatted_card():
    """Its path."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.img"
        with path.open("wb") as card:
            card.truncate(CARD_BYTES)
        subprocess.run(["mkfs.vfat", "-F", "32", "-s", "8", "-i", "54415942", "--invariant", path], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield path


def figures(board):
    """Instructions a byte, or for each opening, by name of row. What was written must be sound."""
    with formatted_card() as card:
        rows = machine.rows(board["qemu"], board[IMAGE], 1, *with_card.drive(card))
        with_card.check(card)
        return {name: figure for name, (figure, _) in rows.items()}


def places(board):
    """For each row what places.py tells of the others; an operation is a call of read or write, or an opening."""
    with formatted_card() as card:
        return where.rows(board, IMAGE, *with_card.drive(card))
