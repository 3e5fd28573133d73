# SPDX-License-Identifier: MIT
"""Counts for how many instructions the kernel's lock is held and waited for, by operation.

The kernel is the product's own: marks stand where event.c takes the lock, has it, and lets go of it,
and at the entries of operations, traps and events, of which the most telling one that ran while the
lock was held gives its name to that stretch.

How long cores wait follows from who meets whom, which an emulator that runs one core at a time does
not tell. So the stretches of each core, held and not held, are played again, with an instruction
taking each core one unit of time, the cores side by side without ever sleeping, and the lock going
to who has waited longest: what a core waits for then is the most that these programs can make of it.
"""

import heapq
import re
import subprocess
from collections import Counter, defaultdict, namedtuple

import counts
import elf
import machine
import pairs

HOLDERS = re.compile(r"event_enter|event_leave|go_on|pass|kernel_on_\w+")  # of event.c
SITE = re.compile(r"^([0-9a-f]+): .*\bbl?\s+0x[0-9a-f]+ <hal_lock_(acquire|pass|release)>")
# The short ways have these instead: the try begins, it has the lock two instructions further, and
# the lock is let go.
SHORT = re.compile(r"kernel_fast_\w+")
SHORT_SITE = re.compile(r"^([0-9a-f]+):\s+(ldaxr|stxr|stlr)\s")
SHORT_KINDS = {"ldaxr": ("acquire", 0), "stxr": ("have", 8), "stlr": ("release", 0)}
FUNCTION = re.compile(r"^[0-9a-f]+ <(\w+)>:")
# What tells most comes first.
BOOT = "boot"
NAMES = (re.compile(rf"kernel_on_({BOOT})"),
         re.compile(r"(?:op|run)_((?!call$|reply_recv$|send$|recv$|notify$|wait$|yield$|unknown$)\w+)"),
         re.compile(r"run_(\w+)|(reaper_step|log_step)"),
         re.compile(r"kernel_on_(\w+)"),
         re.compile(r"kernel_fast_(\w+)"))
INSTRUCTION_BYTES = 4
SECONDS = 300

# free: instructions of this core since it last let go of the lock; then waited, then held.
Stretch = namedtuple("Stretch", "name free waited held")


def sites(kernel):
    """Each place where event.c and the short ways use the lock: its address, its kind, and whether it
    is a call, behind which the lock is had."""
    told = subprocess.run(["llvm-objdump", "-d", "--no-show-raw-insn", kernel], check=True,
                          capture_output=True, text=True).stdout
    found, function = [], ""
    for line in told.splitlines():
        if begins := FUNCTION.match(line):
            function = begins[1]
        elif (site := SITE.match(line)) and HOLDERS.fullmatch(function):
            found.append((int(site[1], 16), site[2], True))
        elif (site := SHORT_SITE.match(line)) and SHORT.fullmatch(function):
            kind, further = SHORT_KINDS[site[2]]
            found.append((int(site[1], 16) + further, kind, False))
    return found


def meanings(kernel):
    """What a mark at an address means: a kind, and for a name its rank and itself."""
    found = {}
    for at, kind, is_call in sites(kernel):
        found[at] = (kind,)
        if is_call and kind != "release":
            found[at + INSTRUCTION_BYTES] = ("have",)
    for at, name in zip(*elf.symbols(kernel)):
        matches = [(rank, match[match.lastindex]) for rank, pattern in enumerate(NAMES)
                   if (match := pattern.fullmatch(name))]
        if matches:
            found[at] = ("name", *matches[0])
    return found


def stretches(records, meaning):
    """One core's, in order, without the boot, which the other cores are not there to wait for."""
    end, begin, have, spun, names = 0, 0, None, 0, []
    for record in records:
        kind, *name = meaning[record.mark]
        now = sum(record.counts)
        if kind == "name":
            names.append(name)
        if kind in ("release", "pass") and have is not None:
            name = min(names, default=(0, "rest"), key=lambda each: each[0])[1]
            if name != BOOT:
                yield Stretch(name, begin - end, spun, now - have)
            names, have, end = [], None, now
        if kind in ("acquire", "pass"):
            begin, spun = now, record.counts[pairs.SPIN_CLASS]
        if kind == "have":
            have, spun = now, record.counts[pairs.SPIN_CLASS] - spun


def trace(board, image, cores):
    """The stretches of each core while an image runs."""
    meaning = meanings(board["kernel"])
    marks = dict(enumerate(meaning, counts.OWN_MARKS))
    classes = {pairs.SPIN_CLASS: [pairs.ends_of(board["kernel"], pairs.SPIN_SYMBOL)]}
    _, files = counts.run(machine.command(board["qemu"], image, cores), board["plugin"], classes,
                          marks, SECONDS)
    by_mark = {number: meaning[at] for number, at in marks.items()}
    return [list(stretches((record for record in records if record.mark in by_mark), by_mark))
            for records in files]


def replay(cores, outside=None):
    """How long everything takes, and what each operation waits for in turn. outside: an operation
    that holds no lock."""
    waited, took, free_at = defaultdict(list), 0, 0
    ahead = [iter(core) for core in cores]
    ready = []

    def go_on(core, now):
        for stretch in ahead[core]:
            now += stretch.free
            if stretch.name != outside:
                heapq.heappush(ready, (now, core, stretch))
                return now
            now += stretch.held
        return now

    for core in range(len(cores)):
        took = max(took, go_on(core, 0))
    while ready:
        arrived, core, stretch = heapq.heappop(ready)
        begin = max(arrived, free_at)
        free_at = begin + stretch.held
        waited[stretch.name].append(begin - arrived)
        took = max(took, go_on(core, free_at))
    return took, waited


def line(name, held, all_held, counted, waited, gain):
    return (f"{name:22} {len(held):8} {sum(held) / len(held):9.0f} {max(held):7} "
            f"{100 * sum(held) / all_held:6.1f} {sum(counted) / len(counted):9.1f} {max(counted):7} "
            f"{sum(waited) / len(waited):9.0f} {max(waited):8} {gain:7.2f}")


def table(cores):
    """By operation, those first that hold the lock longest altogether."""
    held, counted = defaultdict(list), defaultdict(list)
    for stretch in (stretch for core in cores for stretch in core):
        held[stretch.name].append(stretch.held)
        counted[stretch.name].append(stretch.waited)
    took, waited = replay(cores)
    totals = Counter({name: sum(each) for name, each in held.items()})
    free = sum(stretch.free for core in cores for stretch in core)
    lines = [f"{'':22} {'':8} {'held':>9} {'':7} {'share':>6} {'spun':>9} {'':7} "
             f"{'waits':>9} {'':8} {'outside':>7}",
             f"{'operation':22} {'times':>8} {'mean':>9} {'max':>7} {'%':>6} {'mean':>9} {'max':>7} "
             f"{'mean':>9} {'max':>8} {'gain %':>7}"]
    for name, _ in totals.most_common():
        gain = 100 * (1 - replay(cores, name)[0] / took)
        lines.append(line(name, held[name], totals.total(), counted[name], waited[name], gain))
    lines.append(f"held: {totals.total()} instructions, not held: {free}; played again, "
                 f"{sum(bool(core) for core in cores)} cores take {took}")
    return "\n".join(lines)


def tables(board):
    return "\n\n".join(f"{what}:\n{table(trace(board, board[image], cores))}"
                       for what, image, cores in (("the random test, four cores", "crowd", 4),
                                                  ("pairs, four cores", "pairs", 4),
                                                  ("the benchmark, one core", "image", 1)))
