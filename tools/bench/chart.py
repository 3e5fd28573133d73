# SPDX-License-Identifier: MIT
"""A bar chart as SVG: a group of bars for each row, on a logarithmic scale."""

import math
from xml.sax.saxutils import escape

COLOURS = ("#8e2a5b", "#5b7fa6", "#9a9a9a")
LEFT, RIGHT, TOP = 150, 70, 60
WIDTH, BAR, GAP = 720, 11, 9
DECADES = (1, 8)  # of the scale: 10 to 100,000,000 instructions


def place(figure):
    low, high = DECADES
    part = (math.log10(max(figure, 10 ** low)) - low) / (high - low)
    return LEFT + part * (WIDTH - LEFT - RIGHT)


def text(x, y, what, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(what)}</text>'


def bar(y, figure, colour, behind=0):
    """behind: its number stands to the right of there, too."""
    return (f'<rect x="{LEFT}" y="{y}" width="{place(figure) - LEFT:.1f}" height="{BAR - 1}" '
            f'fill="{colour}"/>'
            + text(max(place(figure), behind) + 4, y + BAR - 2, f"{figure:,.0f}"))


def legend(names):
    parts = []
    for n, name in enumerate(names):
        x = LEFT + 110 * n
        parts.append(f'<rect x="{x}" y="28" width="10" height="10" fill="{COLOURS[n]}"/>')
        parts.append(text(x + 15, 37, name))
    return parts


def grid(height):
    parts = []
    for decade in range(DECADES[0], DECADES[1] + 1):
        x = place(10 ** decade)
        parts.append(f'<line x1="{x:.1f}" y1="{TOP - 5}" x2="{x:.1f}" y2="{height}" '
                     'stroke="#dddddd"/>')
        parts.append(text(x, TOP - 8, f"{10 ** decade:,}", "middle"))
    return parts


def goal_mark(y, height, goal):
    x = place(goal)
    return (f'<line x1="{x:.1f}" y1="{y - 1}" x2="{x:.1f}" y2="{y + height}" stroke="#000000" '
            'stroke-dasharray="2,2"/>')


def svg(rows, peers):
    """rows as in the JSON; peers: which of theirs to show, in order. What is counted for each byte does not
    fit the scale."""
    parts, y = [], TOP
    for row in rows:
        if row["unit"] != "instructions":
            continue
        figures = [(row["instructions"], COLOURS[0])]
        figures += [(row["peers"][peer], COLOURS[n + 1])
                    for n, peer in enumerate(peers) if peer in row["peers"]]
        parts.append(text(LEFT - 8, y + BAR - 2, row["name"], "end"))
        for n, (figure, colour) in enumerate(figures):
            behind = place(row["goal"]) if n == 0 and row["goal"] is not None else 0
            parts.append(bar(y + n * BAR, figure, colour, behind))
        if row["goal"] is not None:
            parts.append(goal_mark(y, BAR - 1, row["goal"]))
        y += len(figures) * BAR + GAP
    head = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
            'font-family="sans-serif" font-size="10">',
            f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>',
            text(LEFT, 16, "Instructions per operation; fewer is better. Dashes: our goal.")]
    return "\n".join([*head, *legend(("Tayberry", *peers)), *grid(y), *parts, "</svg>"]) + "\n"
