#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Traces the demonstration, and checks the files: form, nesting, and what is known to have happened.

usage: trace_test.py SOURCE_FOLDER BUILD_FOLDER BOARD QEMU ARGUMENT...
"""

import collections
import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from pathlib import Path

SOURCE, BUILD, BOARD, QEMU = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
SECONDS = 60
PROGRAMS = ["services/init/init.elf", "services/console/console.elf",
            *(f"tests/system/ipc/{name}.elf" for name in
              ("kv", "sharer", "typist", "viewer", "writer"))]


def want(condition, sentence):
    if not condition:
        raise SystemExit(f"FAILED: {sentence}")


def run(*words):
    return subprocess.run(
        [sys.executable, SOURCE / "tools/debugging/trace.py", *words,
         "--image", BUILD / "tests/system/ipc/ipc-kv/kernel8.img",
         "--kernel", BUILD / f"bsp/{BOARD}/kernel.elf",
         "--plugin", BUILD / "tools/qemu-plugin/tay-trace.so",
         "--words", "exit=semihosting seed=1", "--", *QEMU],
        capture_output=True, text=True, timeout=SECONDS)


def trace(folder):
    given = [word for program in PROGRAMS for word in ("--program", BUILD / program)]
    ended = run(*given, "--json", folder / "json", "--svg", folder / "svg")
    want(ended.returncode == 0, f"status {ended.returncode}\n{ended.stdout}{ended.stderr}")
    want("every program has ended" in ended.stderr, f"the machine did not end\n{ended.stderr}")
    print(ended.stdout)
    return json.loads((folder / "json").read_text())["traceEvents"]


def check_form(events):
    """What the trace viewer's format asks of each event, and pairs nested in each row."""
    open_slices, last = collections.defaultdict(list), 0
    for event in events:
        want({"ph", "ts", "pid", "tid", "name"} <= event.keys(), f"a field is missing: {event}")
        want(isinstance(event["ts"], (int, float)) and event["ts"] >= 0, f"ts: {event}")
        want(all(isinstance(event[key], int) for key in ("pid", "tid")), f"pid, tid: {event}")
        if event["ph"] == "M":
            want(isinstance(event["args"]["name"], str), f"a name: {event}")
            continue
        want(event["ph"] in ("B", "E"), f"ph: {event}")
        want(event["ts"] >= last, f"not in order of time: {event}")
        last = event["ts"]
        row = open_slices[event["pid"], event["tid"]]
        if event["ph"] == "B":
            row.append(event["name"])
        else:
            want(row and row.pop() == event["name"], f"ends what has not begun: {event}")
    want(not any(open_slices.values()), "something does not end")


def names(events, kind):
    return {(event["pid"], event["tid"] if kind == "thread_name" else 0): event["args"]["name"]
            for event in events if event["name"] == kind and event["ph"] == "M"}


def check_content(events):
    programs = {name: pid for (pid, _), name in names(events, "process_name").items()}
    begun = collections.Counter((event["pid"], event["name"]) for event in events
                                if event["ph"] == "B")
    wanted = {"cores", "init", "console", "kv", "sharer", "typist", "viewer", "writer"}
    want(set(programs) == wanted, f"the programs are {sorted(programs)}")
    threads = names(events, "thread_name")
    want(sum(name.startswith("core ") for name in threads.values()) >= 1, "no core")
    for program in wanted - {"cores"}:
        here = [name for (pid, _), name in threads.items() if pid == programs[program]]
        want(len(here) == (2 if program == "init" else 1), f"{program} has the threads {here}")
    for program, name in (("writer", "call"), ("kv", "reply_recv"), ("console", "recv"),
                          ("kv", "session_mint"), ("kv", "fault"), ("init", "process_create"),
                          ("sharer", "memory_create"), ("typist", "process_exit"),
                          ("init", "irq_create"), ("cores", "interrupt")):
        want(begun[programs[program], name] > 0, f"{program} has made no {name}")
    want(begun[programs["init"], "process_create"] == 6, "init has made other than six processes")
    on_cores = {event["name"].split()[0] for event in events
                if event["ph"] == "B" and event["pid"] == programs["cores"]}
    want(wanted - {"cores"} <= on_cores, f"on cores ran {sorted(on_cores)}")
    want("idle" in on_cores, "no core was idle")


def check_picture(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    texts = {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
    want({"core 0", "instructions"} <= texts, f"the picture says {texts}")
    want(any(text.startswith("kv ") for text in texts), "the picture has no row of kv")


def check_refusals(folder):
    for words, text in ((("--program", BUILD / "nothing.elf"), "nothing.elf: no such file"),
                        (("--json", folder / "no" / "json"), "trace: ")):
        ended = run(*words)
        want(ended.returncode != 0 and text in ended.stderr and "Traceback" not in ended.stderr,
             f"not refused so: {words}\n{ended.stderr}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        events = trace(folder)
        check_form(events)
        check_content(events)
        check_picture(folder / "svg")
        check_refusals(folder)
    print("as it should be")


if __name__ == "__main__":
    main()
