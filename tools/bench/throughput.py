# SPDX-License-Identifier: MIT
"""Tells how many calls pairs of a client and a server get done on one to four cores in a unit of
time: the kernel on the simulated machine, its cores' clocks fed with a round trip that was stepped."""

import bisect
import subprocess

import steps

ACQUIRE, RELEASE = "hal_lock_acquire", "hal_lock_release"
WORK = (0, 5000, 50000)   # instructions of the client's own for each call


def trap_costs(found, kernel):
    """For each trap of a round trip, in their order: instructions with a lock held, and without.
    What comes before a trap in user mode is counted with it."""
    at, names = steps.symbols(kernel)
    costs, depth, last = [], 0, None
    in_user = False
    for address in found:
        place = bisect.bisect_right(at, address) - 1
        name = names[place] if place >= 0 else None
        if name is None and not in_user:
            costs.append([0, 0])
        in_user = name is None
        if name == ACQUIRE != last:
            depth += 1
        held = depth > (1 if name == ACQUIRE else 0)
        costs[-1][0 if held else 1] += 1
        if last == RELEASE != name:
            depth -= 1
        last = name
    return costs


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
