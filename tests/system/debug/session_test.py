#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a machine under gdb with tools/debugging/session.py, and compares what gdb says.

usage: session_test.py SOURCE_FOLDER BUILD_FOLDER BOARD commands|record QEMU ARGUMENT...

Each case is a script of gdb's and patterns, which must be found in this order. What gdb refuses is
printed and does not end the script.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE, BUILD, BOARD, CASE, QEMU = (Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5],
                                    sys.argv[5:])
SECONDS = 80
PROGRAMS = ["services/init/init.elf", "services/console/console.elf",
            *(f"tests/system/ipc/{name}.elf" for name in ("kv", "sharer", "viewer", "writer"))]

# The first call that looks for a key comes from writer.
COMMANDS = ["info tay processes",           # before there is a kernel
            "tay break kv nothing", "tay break nobody main",
            "tay break kv store_find", "continue", "bt",
            "info tay processes", "info tay threads", "info tay capabilities kv",
            "info tay capabilities nobody", "info tay endpoints", "info tay accounts",
            "info tay memory kv",
            "tay follow 5", "bt", "x/i $pc", "tay follow 1000", "tay follow 1", "tay return",
            "tay return", "tay core 0", "tay core 9", "info threads",
            "thread 2", "thread 1", "bt 1", "continue", "bt 1",
            # A list that is broken, as in the middle of a change: the root account's processes.
            "delete", "hbreak kernel_on_operation", "continue",
            "set var machine.root.processes.head.next = &machine.root.sibling",
            "info tay processes"]
FOUND = [r"refused: the kernel has not turned on its MMU yet",
         r"refused: .*kv.elf: no function 'nothing'", r"refused: no program 'nobody'",
         r"\n#0 .*store_find \(key=.*store\.c:\d+", r"\n#\d+ .*main \(\) at .*kv\.c:\d+",
         r"\n   process +program +label",
         r"\n1 +0xffffff8\w+ +init +0 +2 ", r"\n3 +0xffffff8\w+ +kv +2 +1 ",
         r"\n   thread +program +state",
         r"\n3 +0x\w+ +console +receiving +- +40 +0x\w+ +tay_server_run +calls to endpoint 0x",
         r"\n4 +(?P<server>0x\w+) +kv +running +\d .* store_find",
         r"\n5 +(?P<writer>0x\w+) +writer +blocked +- .* an answer of thread (?P=server)",
         r"\nhandle +type +rights", r"\n0x4000 +process +r----gm +0x",
         r"\n0x4001 +endpoint +----v-- +(?P<endpoint>0x\w+)", r"\n0x\w+ +log +-w-----",
         r"refused: no process 'nobody'",
         r"\n(?P=endpoint) +init, kv +open", r"\naccount +budget +used\n0x\w+ +\d+K +\d+K\n  0x",
         r"\n0x200000 +0x2\w+ +r-x +\d", r"\n0x\w+ +0x\w+ +rw- +\d+ +private",
         r"\nthread (?P=writer) of writer, registers: saved", r"\n#0 .*tay_call \(",
         r"\n#\d+ .* main \(.*writer\.c:\d+", r"=> 0x2\w+ <tay_call\+\d+>:",
         r"refused: no thread '1000'", r"of init, registers: ", r"\n#0 .*store_find",
         r"refused: no thread is being followed",
         r"refused: no core '9'", r"\n#0 .*store_find \(",
         r"kernel_on_operation", r"refused: the list at 0x\w+ is broken at 0x\w+"]

RECORD = ["hbreak kernel_on_operation", "continue", "printf \"at %lx\\n\", $pc", "stepi",
          "printf \"then %lx\\n\", $pc", "stepi", "reverse-stepi", "printf \"back %lx\\n\", $pc",
          "continue", "set var $here = $x1", "continue", "continue", "info tay processes",
          "printf \"elsewhere %d\\n\", $x1 == $here", "reverse-continue", "reverse-continue",
          "printf \"here again %d\\n\", $x1 == $here"]
RECORDED = [r"recording", r"every program has ended", r"\nat (?P<at>[0-9a-f]+)",
            r"\nthen (?P<then>(?!(?P=at))[0-9a-f]+)\n", r"\nback (?P=then)\n",
            r"\n1 +0xffffff8\w+ +init ", r"\nelsewhere 0\n", r"\nhere again 1\n"]


def script(commands):
    """Python of gdb's that runs commands, also if one is refused."""
    return "python\nfor line in " + repr(commands) + """:
    try:
        gdb.execute(line)
    except gdb.error as error:
        print("refused:", error)
end
"""


def look_for(told, patterns):
    """All in one pattern, so that a later one can name what an earlier one found."""
    for count in range(1, len(patterns) + 1):
        if not re.search("(?s:.*?)".join(patterns[:count]), told):
            raise SystemExit(f"{told}\nFAILED: no '{patterns[count - 1]}' behind what comes before")
    print(f"{len(patterns)} patterns found")


def main():
    commands, patterns, more = {"commands": (COMMANDS, FOUND, []),
                                "record": (RECORD, RECORDED, ["--record"])}[CASE]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script"
        path.write_text(script(commands))
        ended = subprocess.run(
            [sys.executable, SOURCE / "tools/debugging/session.py", *more, "--script", path,
             "--image", BUILD / "tests/system/ipc/ipc-kv/kernel8.img",
             "--kernel", BUILD / f"bsp/{BOARD}/kernel.elf", "--words", "exit=semihosting seed=1 cores=1",
             *(word for program in PROGRAMS for word in ("--program", BUILD / program)),
             "--", *QEMU],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=SECONDS)
    look_for(ended.stdout.decode(errors="replace").replace("\r", ""), patterns)


if __name__ == "__main__":
    main()
