# SPDX-License-Identifier: MIT
"""Draws a trace as a picture: a row for each core and each thread, time from left to right."""

from xml.sax.saxutils import escape

WIDTH, LEFT, ROW, BAR, TOP = 1600, 170, 22, 16, 34  # of the picture in pixels
NARROW = 0.4        # slices narrower than this are joined with the next one
LETTER = 6.5
COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#9d755d", "#eeca3b")
IDLE, FAULT = "#e8e8e8", "#d62728"
TICKS = 8


def colour(name, known):
    if name == "idle":
        return IDLE
    if name == "fault":
        return FAULT
    return COLOURS[known.setdefault(name, len(known)) % len(COLOURS)]


def joined(slices, begin, scale):
    """Outermost slices of a row as (name, left, right), the narrow ones with their neighbours."""
    bars = []
    for each in sorted(slices, key=lambda one: one.begin):
        left, right = (each.begin - begin) * scale, (each.end - begin) * scale
        if bars and right - bars[-1][1] < NARROW:
            bars[-1] = (bars[-1][0], bars[-1][1], right)
        else:
            bars.append((each.name, left, max(right, left + NARROW)))
    return bars


def draw(trace, slices):
    rows = sorted({each.row for each in slices})
    begin = min((each.begin for each in slices), default=0)
    end = max((each.end for each in slices), default=1)
    scale = (WIDTH - LEFT - 10) / max(end - begin, 1)
    height = TOP + ROW * len(rows) + 10
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
             'font-family="sans-serif" font-size="11">',
             f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
             '<text x="4" y="14">instructions</text>']
    for n in range(TICKS + 1):
        x = LEFT + n * (WIDTH - LEFT - 10) / TICKS
        anchor = "end" if n == TICKS else "start"
        parts.append(f'<line x1="{x:.1f}" y1="18" x2="{x:.1f}" y2="{height}" stroke="#ddd"/>'
                     f'<text x="{x:.1f}" y="14" text-anchor="{anchor}">'
                     f'{begin + n * (end - begin) // TICKS}</text>')
    known = {}
    for n, row in enumerate(rows):
        top = TOP + n * ROW
        label = f"core {row[1]}" if row[0] == "core" else trace.label(row[1])
        parts.append(f'<text x="4" y="{top + 12}">{escape(label)}</text>')
        for name, left, right in joined((each for each in slices if each.row == row), begin, scale):
            text = escape(name)
            bar = (f'<rect x="{LEFT + left:.2f}" y="{top}" width="{right - left:.2f}" '
                   f'height="{BAR}" fill="{colour(name, known)}"><title>{text}</title></rect>')
            if right - left > LETTER * len(name):
                bar += f'<text x="{LEFT + left + 2:.2f}" y="{top + 12}">{text}</text>'
            parts.append(bar)
    return "\n".join([*parts, "</svg>", ""])
