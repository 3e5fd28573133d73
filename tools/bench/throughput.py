# SPDX-License-Identifier: MIT
"""Tells how many calls pairs of a client and a server get done on one to four cores in a unit of
time: the kernel on the simulated machine, its cores' clocks fed with a round trip that was counted."""

import subprocess

ROW = "ipc.call.0"
CALL, REPLY_RECV = "kernel_fast_call", "kernel_fast_reply_recv"  # nearly all of them with the lock
WORK = (0, 5000, 50000)   # instructions of the client's own for each call


def trap_costs(rows):
    """For a call and its answer: instructions with the lock held, and without, of which each has half.
    rows: what places.rows gives."""
    figure, counts, operations = next(row[1:] for row in rows if row[0] == ROW)
    held = [round(counts[name] / operations) for name in (CALL, REPLY_RECV)]
    free = (round(figure) - sum(held)) // 2
    return [(held[0], free), (held[1], free)]


def table(program, costs):
    """Lines for each amount of work: pairs, calls in a million instructions, as many times as one
    pair, and the part of the cores' time that is waiting for the lock."""
    (call, reply) = costs
    lines = ["", f"with the lock held: call {call[0]} of {sum(call)} instructions, "
                 f"reply_recv {reply[0]} of {sum(reply)}"]
    for work in WORK:
        told = subprocess.run([program, *map(str, [*call, *reply, work])], check=True,
                              capture_output=True, text=True).stdout
        lines += ["", f"{work} instructions of the client's own for each call:",
                  f"{'pairs':>6} {'calls per million':>18} {'times one':>10} {'waiting':>8}"]
        for line in told.splitlines():
            pairs, calls, times, waits = line.split()
            lines.append(f"{pairs:>6} {calls:>18} {times:>10} {waits:>6} %")
    return "\n".join(lines)
