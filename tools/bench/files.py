# SPDX-License-Identifier: MIT
"""Measures the files of a card: FAT32 with clusters of 4 KiB, as the figures for Linux have it."""

import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import machine
import places as where

CARD_BYTES = 64 << 20
IMAGE = "files"


@contextmanager
def formatted_card():
    """Words for QEMU."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.img"
        with path.open("wb") as card:
            card.truncate(CARD_BYTES)
        subprocess.run(["mkfs.vfat", "-F", "32", "-s", "8", "-i", "54415942", "--invariant", path], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield "-drive", f"if=sd,format=raw,file={path}"


def figures(board):
    """Instructions a byte, or for each opening, by name of row."""
    with formatted_card() as words:
        return {name: figure for name, (figure, _)
                in machine.rows(board["qemu"], board[IMAGE], 1, *words).items()}


def places(board):
    """For each row what places.py tells of the others; an operation is a call of read or write, or an opening."""
    with formatted_card() as words:
        return where.rows(board, IMAGE, *words)
