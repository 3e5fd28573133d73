# SPDX-License-Identifier: MIT
"""Commands of gdb that know Tayberry: `help info tay`, `help tay`, and docs/debugging.md.

Loaded by `source tayberry.py` once kernel.elf is. The programs' ELF files are named by the command
`tay programs`.
"""

import struct
import sys
import tempfile
from pathlib import Path

import gdb

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "debugging")]

from tayberry_kernel import (Broken, Kernel, PAGE, Programs, RIGHTS,  # noqa: E402
                             Space, USER_LIMIT, register)

CORE_BYTES_MAX = 256 << 20


def columns(rows):
    """Prints rows of text below each other."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        gdb.write("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip() + "\n")


def rights(bits):
    return "".join(letter if bits >> n & 1 else "-" for n, letter in enumerate(RIGHTS))


def flags(bits):
    return "".join(letter if bits >> n & 1 else "-" for n, letter in enumerate("rwx"))


def one_of(things, word, what, name=lambda thing: None):
    """By number from 1 on, by address, or by name."""
    if not word:
        raise gdb.GdbError(f"which {what}? a number or a name of 'info tay {what}es', an address"
                           if what == "process" else
                           f"which {what}? a number of 'info tay {what}s', or an address")
    try:
        value = int(word, 0)
    except ValueError:
        found = [thing for thing in things if name(thing) == word]
    else:
        found = [thing for n, thing in enumerate(things, 1) if value in (n, thing.address)]
    if len(found) != 1:
        raise gdb.GdbError(f"{len(found) or 'no'} {what}{'es' if what == 'process' and found else ''}"
                           f" '{word}'" + ("; say which by its number" if found else ""))
    return found[0]


def process_named(kernel, word):
    return one_of(kernel.processes(), word, "process", lambda each: Programs.name(each.space))


def all_threads(kernel):
    return [thread for process in kernel.processes() for thread in process.threads()]


def command(name, kind, usage=""):
    """Makes a function a command of gdb; its first line of text is what `help` says."""
    def make(function):
        class Made(gdb.Command):
            __doc__ = f"{function.__doc__}\n\nusage: {name} {usage}".rstrip()

            def __init__(self):
                super().__init__(name, kind)

            def invoke(self, argument, from_tty):
                function(argument)
        Made()
        return function
    return make


class InfoTay(gdb.Command):
    """What Tayberry's kernel knows: processes, threads, capabilities, endpoints."""

    def __init__(self):
        super().__init__("info tay", gdb.COMMAND_STATUS, prefix=True)


class Tay(gdb.Command):
    """Commands for a machine that runs Tayberry."""

    def __init__(self):
        super().__init__("tay", gdb.COMMAND_USER, prefix=True)


Kernel.learn()
InfoTay()
Tay()


@command("info tay processes", gdb.COMMAND_STATUS)
def info_processes(_):
    """Lists the processes: program, label (its supervisor's), threads, bytes mapped, capabilities."""
    rows = [("", "process", "program", "label", "threads", "mapped", "capabilities", "state")]
    for n, process in enumerate(Kernel().processes(), 1):
        value = process.value
        state = ("ending" if value["object"]["dying"] else
                 "being cloned" if int(value["clone"]["child"]) else "")
        rows.append((str(n), f"{process.address:#x}", Programs.name(process.space),
                     str(process.label()), str(int(value["thread_count"])),
                     f"{int(value['space']['mapped_bytes']) >> 10}K",
                     str(int(value["table"]["used"])), state))
    columns(rows)


def waits_for(thread):
    """What a blocked thread waits for, as far as it can be told."""
    value = thread.value
    call = thread.process.kernel.enum("call_state", value["call_state"]).removeprefix("CALL_")
    if call == "QUEUED":
        return f"endpoint {int(value['call']['endpoint']):#x}"
    if call == "TAKEN":
        return f"an answer of thread {int(value['call']['server']):#x}"
    if call == "ASIDE":
        return "an answer that was put aside"
    if thread.state() == "receiving":
        return f"calls to endpoint {int(value['service']['endpoint']):#x}"
    if thread.state() == "blocked" and int(value["wait"]["queue"]):
        return f"queue {int(value['wait']['queue']):#x}"
    return ""


@command("info tay threads", gdb.COMMAND_STATUS)
def info_threads(_):
    """Lists the threads: program, state, core, priority, where they are, and what they wait for."""
    kernel = Kernel()
    running = kernel.running()
    rows = [("", "thread", "program", "state", "core", "priority", "pc", "function", "waits for")]
    n = 0
    for process in kernel.processes():
        file = Programs.of(process.space)
        for thread in process.threads():
            n += 1
            core = running.get(thread.address)
            pc = thread.registers()[0][32]
            function = file.function_at(pc) if file else None
            rows.append((str(n), f"{thread.address:#x}", file.path.stem if file else "?",
                         thread.state() if core is None else "running",
                         "-" if core is None else str(core), str(int(thread.value["priority"])),
                         f"{pc:#x}", function or "?", waits_for(thread)))
    columns(rows)


@command("info tay capabilities", gdb.COMMAND_STATUS, "PROCESS")
def info_capabilities(argument):
    """Lists a process's capabilities: handle, type, rights, object, badge.

PROCESS is a number or a program's name of 'info tay processes', or an address. The rights are
(r)ead, (w)rite, e(x)ecute, (s)end, recei(v)e, (g)rant, (m)anage."""
    kernel = Kernel()
    rows = [("handle", "type", "rights", "object", "badge")]
    for slot in process_named(kernel, argument.strip()).slots():
        rows.append((f"{int(slot['handle']):#x}", kernel.object_name(slot["type"]),
                     rights(int(slot["rights"])), f"{int(slot['object']):#x}",
                     f"{int(slot['badge']):#x}"))
    columns(rows)


@command("info tay endpoints", gdb.COMMAND_STATUS)
def info_endpoints(_):
    """Lists the endpoints that processes have capabilities to: who may receive, who waits."""
    kernel = Kernel()
    holders = {}
    receive = 1 << RIGHTS.index("v")
    for process in kernel.processes():
        for slot in process.slots():
            if kernel.object_name(slot["type"]) == "endpoint":
                names = holders.setdefault(int(slot["object"]), [])
                if int(slot["rights"]) & receive:
                    names.append(Programs.name(process.space))
    rows = [("endpoint", "receivers", "state", "waiting callers", "messages", "waiting receivers")]
    for address in sorted(holders):
        value = kernel.at("endpoint", address)
        callers = list(kernel.tree(int(value["callers"]["tree"]["root"]), "thread", "wait.node"))
        messages = list(kernel.list(address + kernel.offset("endpoint", "messages"), "list_node",
                                    "next"))
        waiting = list(kernel.list(address + kernel.offset("endpoint", "receivers"), "thread",
                                   "ready"))
        ready = int(value["ready"])
        waiting += [ready] if ready > 1 else []
        rows.append((f"{address:#x}", ", ".join(sorted(set(holders[address]))) or "-",
                     "ending" if value["object"]["dying"] else
                     "refusing" if value["refusing"] else "open",
                     " ".join(f"{thread:#x}" for thread in callers) or "-", str(len(messages)),
                     " ".join(f"{thread:#x}" for thread in waiting) or "-"))
    columns(rows)


@command("info tay accounts", gdb.COMMAND_STATUS)
def info_accounts(_):
    """Lists the accounts, each below the one that it is of: budget, and what is used of it."""
    columns([("account", "budget", "used")] +
            [("  " * depth + f"{address:#x}", f"{int(value['budget_bytes']) >> 10}K",
              f"{int(value['used_bytes']) >> 10}K") for address, value, depth
             in Kernel().accounts()])


@command("info tay memory", gdb.COMMAND_STATUS, "PROCESS")
def info_memory(argument):
    """Lists what is mapped in a process: addresses, protection, pages that are there, of what."""
    process = process_named(Kernel(), argument.strip())
    rows = [("from", "to", "may", "pages", "of")]
    for mapping in process.mappings():
        start = int(mapping["node"]["key"])
        end = start + int(mapping["length_bytes"])
        there = sum(1 for _ in process.space.pages(start, end))
        memory = int(mapping["memory"])
        rows.append((f"{start:#x}", f"{end:#x}", flags(int(mapping["flags"])), str(there),
                     f"memory {memory:#x}" if memory else "private"))
    columns(rows)


@command("tay programs", gdb.COMMAND_FILES, "FILE...")
def programs(argument):
    """Names ELF files of programs, among which each process's is found by what is in its memory."""
    for path in gdb.string_to_argv(argument):
        Programs.add(path)
    gdb.write(" ".join(file.path.stem for file in Programs.files) + "\n")


# Breakpoints and symbols of programs -----------------------------------------------------------


def space_here():
    """That of the selected core."""
    return Space(register("TTBR0_EL1"))


class ProgramBreakpoint(gdb.Breakpoint):
    """At an address of one program; other programs that have code there run on."""

    def __init__(self, file, address):
        super().__init__(f"*{address:#x}", gdb.BP_HARDWARE_BREAKPOINT)
        self.file = file

    def stop(self):
        try:
            return Programs.of(space_here()) is self.file
        except Broken:
            return False


class Shown:
    """The program whose symbols gdb has besides the kernel's: that of the core at which it stopped.
    Programs lie at the same addresses, so that there can be but one."""

    file = None

    @classmethod
    def show_here(cls):
        """By the selected core."""
        if gdb.selected_inferior().num != 1:
            return  # a followed thread, which has symbols of its own
        try:
            cls.show(Programs.of(space_here()))
        except gdb.error:  # the machine has ended, or has no space yet
            pass

    @classmethod
    def show(cls, file):
        if file is cls.file:
            return
        cls.forget()
        if file is not None:
            gdb.execute(f"add-symbol-file '{file.path}'", to_string=True)
            cls.file = file

    @classmethod
    def forget(cls):
        if cls.file is not None:
            gdb.execute(f"remove-symbol-file -a {cls.file.code[0][0]:#x}", to_string=True)
            cls.file = None


class Arguments:
    """Whether gdb shows the arguments of frames; before each prompt it is again as it was."""

    shown = None

    @classmethod
    def hide(cls):
        cls.show()
        cls.shown = gdb.parameter("print frame-arguments")
        gdb.execute("set print frame-arguments presence")

    @classmethod
    def show(cls):
        if cls.shown is not None:
            gdb.execute(f"set print frame-arguments {cls.shown}")
            cls.shown = None


def on_stop(_):
    Arguments.show()
    Shown.show_here()


def on_continue(_):
    Arguments.hide()


# gdb's own commands thread and info threads look at cores that run other programs, at which the
# symbols are wrong, and it tells of a stop before they are right; gdb 13 even ends by an assertion
# if it evaluates arguments by them.
gdb.execute("""
define hook-thread
python Shown.forget()
end
define hookpost-thread
python Shown.show_here()
end
define info hook-threads
python Arguments.hide()
end
define info hookpost-threads
python Arguments.show()
end
""")
gdb.events.stop.connect(on_stop)
gdb.events.cont.connect(on_continue)
gdb.events.before_prompt.connect(Arguments.show)


@command("tay break", gdb.COMMAND_BREAKPOINTS, "PROGRAM FUNCTION|ADDRESS")
def break_in(argument):
    """Stops when a program comes to a function of its own, or to an address, and no other does."""
    words = gdb.string_to_argv(argument)
    if len(words) != 2:
        raise gdb.GdbError("usage: tay break PROGRAM FUNCTION|ADDRESS")
    file = next((each for each in Programs.files if each.path.stem == words[0]), None)
    if file is None:
        raise gdb.GdbError(f"no program '{words[0]}'; 'tay programs FILE' names its file")
    try:
        address = int(words[1], 0)
    except ValueError:
        address = file.address_of(words[1])
    if address is None or not file.holds(address):
        raise gdb.GdbError(f"{file.path}: no function '{words[1]}'")
    ProgramBreakpoint(file, address)


@command("tay core", gdb.COMMAND_RUNNING, "NUMBER")
def core(argument):
    """Selects a core of the machine, from 0 on, with the symbols of the program that it runs."""
    Followed.leave()
    threads = {thread.num - 1: thread for thread in gdb.inferiors()[0].threads()}
    word = argument.strip()
    if not word.isdecimal() or int(word) not in threads:
        raise gdb.GdbError(f"no core '{word}': there are {len(threads)}, from 0 on")
    threads[int(word)].switch()
    Shown.show_here()
    gdb.execute("frame")


# Following a thread ----------------------------------------------------------------------------

# struct elf_prstatus of AArch64 Linux, the form in which gdb reads registers out of a core file.
STATUS_BYTES, STATUS_PID, STATUS_REGISTERS = 392, 32, 112
NOTE_STATUS, ELF_CORE, AARCH64 = 1, 4, 183
ELF_HEADER, ELF_SEGMENT = "<16sHHIQQQIHHHHHH", "<IIQQQQQQ"


def note(number, registers):
    status = bytearray(STATUS_BYTES)
    struct.pack_into("<I", status, STATUS_PID, number)
    struct.pack_into("<34Q", status, STATUS_REGISTERS, *registers)
    return struct.pack("<III8s", 5, len(status), NOTE_STATUS, b"CORE") + bytes(status)


def runs_of_pages(process):
    """(address, bytes) of memory that is there, pages that follow each other together."""
    runs = []
    total = 0
    for address in process.space.pages(0, USER_LIMIT):
        total += PAGE
        if total > CORE_BYTES_MAX:
            raise gdb.GdbError(f"the process has more than {CORE_BYTES_MAX >> 20} MiB of memory")
        data = process.space.read(address, PAGE)
        if runs and runs[-1][0] + len(runs[-1][1]) == address:
            runs[-1][1].extend(data)
        else:
            runs.append((address, bytearray(data)))
    return runs


def write_core(path, process, first):
    """A core file of a process as it is now; `first` is the thread that gdb shows."""
    threads = sorted(process.threads(), key=lambda thread: thread.address != first.address)
    notes = b"".join(note(n, thread.registers()[0]) for n, thread in enumerate(threads, 1))
    runs = runs_of_pages(process)
    at = struct.calcsize(ELF_HEADER) + (1 + len(runs)) * struct.calcsize(ELF_SEGMENT)
    head = struct.pack(ELF_HEADER, b"\x7fELF\x02\x01\x01", ELF_CORE, AARCH64, 1, 0,
                       struct.calcsize(ELF_HEADER), 0, 0, struct.calcsize(ELF_HEADER),
                       struct.calcsize(ELF_SEGMENT), 1 + len(runs), 0, 0, 0)
    head += struct.pack(ELF_SEGMENT, 4, 0, at, 0, 0, len(notes), 0, 4)
    body = notes
    for address, data in runs:
        head += struct.pack(ELF_SEGMENT, 1, 7, at + len(body), address, 0, len(data), len(data), 1)
        body += data
    path.write_bytes(head + body)


class Followed:
    """gdb's second inferior: a thread's process as it was when it was followed."""

    inferior = None
    folder = None  # of the core file, which gdb opens again and again
    core = None    # gdb's thread, a core of the machine, that was selected before

    @classmethod
    def leave(cls):
        if cls.inferior is not None:
            gdb.inferiors()[-1].threads()[0].switch()
            gdb.execute("core-file", to_string=True)
            cls.core.switch()  # says nothing, and so looks at no frame with wrong symbols
            gdb.execute(f"remove-inferiors {cls.inferior}", to_string=True)
            cls.inferior = None
            cls.folder.cleanup()

    @classmethod
    def enter(cls, file, process, thread):
        cls.folder = tempfile.TemporaryDirectory()
        core = Path(cls.folder.name) / "core"
        write_core(core, process, thread)
        cls.core = gdb.selected_thread()
        before = {inferior.num for inferior in gdb.inferiors()}
        gdb.execute("add-inferior -no-connection", to_string=True)
        cls.inferior = ({inferior.num for inferior in gdb.inferiors()} - before).pop()
        try:
            gdb.execute(f"inferior {cls.inferior}", to_string=True)
            gdb.execute("set osabi GNU/Linux", to_string=True)  # whose core files gdb can read
            if file is not None:
                gdb.execute(f"file '{file.path}'", to_string=True)
            gdb.execute(f"core-file {core}", to_string=True)
        except gdb.error:
            cls.leave()
            raise
        finally:
            gdb.execute("set osabi auto", to_string=True)


@command("tay follow", gdb.COMMAND_RUNNING, "THREAD")
def follow(argument):
    """Shows another thread: its registers, its address space, its program's symbols.

THREAD is a number of 'info tay threads' or an address. gdb sees the process as it is now, as of a
core file: bt, info registers, x, print and the like tell of it, and nothing there can be changed or
run. 'tay return' goes back to the machine. The registers of a thread that is in the kernel are those
that it came with; x9 to x18 of one that came by a trap are not kept."""
    Followed.leave()
    thread = one_of(all_threads(Kernel()), argument.strip(), "thread")
    process = thread.process
    if process.space is None:
        raise gdb.GdbError("its process has no address space any more")
    file = Programs.of(process.space)
    where = thread.registers()[1]
    Followed.enter(file, process, thread)
    gdb.write(f"thread {thread.address:#x} of {file.path.stem if file else 'an unknown program'}, "
              f"registers: {where}\n")
    gdb.execute("frame")


@command("tay return", gdb.COMMAND_RUNNING)
def return_to_machine(_):
    """Goes back from a thread that has been followed to the machine."""
    if Followed.inferior is None:
        raise gdb.GdbError("no thread is being followed")
    Followed.leave()
    gdb.execute("frame")
