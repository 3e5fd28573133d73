# SPDX-License-Identifier: MIT
"""Counts a round trip's instructions one by one: QEMU's debugger interface and single steps."""

import bisect
import collections
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import machine

SYMBOL = "bench_traced_call"
WARM_UP = 4     # rounds before those that are looked at
ROUNDS = 7      # of which the middle one counts: as time stands, one takes a few more than another
STEPS_MAX = 20000
SECONDS = 250
LABEL = 0x7ace  # of the calls that are made to be traced: other programs have the address, too
INFO = 1        # registers in the reply to g: x0 to x30, sp, pc
PC = 32


class Debugger:
    """The remote serial protocol of gdb, as little of it as is needed."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(SECONDS)
        begin = time.monotonic()
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if time.monotonic() - begin > SECONDS:
                    raise
                time.sleep(0.05)
        self.stream = self.socket.makefile("rb")

    def ask(self, text):
        body = text.encode()
        self.socket.sendall(b"$%s#%02x" % (body, sum(body) & 0xff))
        while self.stream.read(1) != b"$":
            pass
        reply = b""
        while (byte := self.stream.read(1)) != b"#":
            if not byte:
                raise SystemExit("the emulator has ended")
            reply += byte
        self.stream.read(2)
        self.socket.sendall(b"+")
        return reply.decode()

    def register(self, number):
        registers = bytes.fromhex(self.ask("g"))
        return int.from_bytes(registers[number * 8:number * 8 + 8], "little")

    def step(self):
        self.ask("s")
        return self.register(PC)


def symbols(path):
    """Addresses, ascending, and names of the code of an ELF file."""
    told = subprocess.run(["llvm-nm", "--numeric-sort", "--defined-only", path], check=True,
                          capture_output=True, text=True).stdout
    found = [line.split() for line in told.splitlines()]
    found = [(int(at, 16), name) for at, kind, name in found
             if kind in "tT" and not name.startswith("$")]
    return [at for at, _ in found], [name for _, name in found]


def go_to(debugger, place):
    """Runs until the next call that is made to be traced; from where a breakpoint is, by a step."""
    while True:
        debugger.step()
        debugger.ask(f"Z1,{place:x},4")
        debugger.ask("c")
        debugger.ask(f"z1,{place:x},4")
        if debugger.register(INFO) == LABEL:
            return


def trace(debugger, begin):
    """The address of each instruction from a call to its return."""
    go_to(debugger, begin)
    found, at = [], begin
    while at != begin + 4:
        found.append(at)
        if len(found) > STEPS_MAX:
            raise SystemExit("the call does not return")
        at = debugger.step()
    return found


def middle(debugger, begin):
    for _ in range(WARM_UP):
        go_to(debugger, begin)
    return sorted((trace(debugger, begin) for _ in range(ROUNDS)), key=len)[ROUNDS // 2]


def round_trip(qemu, image, program):
    """What trace gives, of a call of the program's that is made to be traced."""
    at, names = symbols(program)
    begin = at[names.index(SYMBOL)]
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "gdb")
        process = subprocess.Popen(
            [*machine.command(qemu, image, 1), "-S", "-chardev",
             f"socket,path={path},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return middle(Debugger(path), begin)
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()


def by_function(found, kernel):
    """A table: instructions in each function of the kernel, and in user mode."""
    at, names = symbols(kernel)
    counts = collections.Counter()
    for address in found:
        place = bisect.bisect_right(at, address) - 1
        counts[names[place] if place >= 0 else "(user mode)"] += 1
    return "\n".join(f"{count:6} {name}" for name, count in counts.most_common())
