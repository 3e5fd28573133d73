# SPDX-License-Identifier: MIT
"""Measures the SD card's driver, with an empty card, with DMA and without."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import machine
import places as where

CARD_BYTES = 64 << 20
IMAGES = ("card", "card-pio")


@contextmanager
def empty_card():
    """Words for QEMU."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.img"
        with path.open("wb") as card:
            card.truncate(CARD_BYTES)
        yield "-drive", f"if=sd,format=raw,file={path}"


def figures(board):
    """Instructions a byte, by name of row."""
    found = {}
    with empty_card() as words:
        for image in IMAGES:
            found |= {name: figure for name, (figure, _)
                      in machine.rows(board["qemu"], board[image], 1, *words).items()}
    return found


def places(board):
    """For each row what places.py tells of the others; an operation is a call for 64 KiB."""
    with empty_card() as words:
        return [row for image in IMAGES for row in where.rows(board, image, *words)]
