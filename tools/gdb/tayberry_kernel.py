# SPDX-License-Identifier: MIT
"""What the kernel knows, read from a machine that stands still in QEMU, whatever its cores are at.

Layouts come from the kernel's DWARF, so that they follow the code; of the hardware only the form of
a page table is known here (ARM DDI 0487, D5.3): three levels for 39 bits of address. All memory is
read by its physical address, since a core at EL0 does not translate the kernel's.

Nothing of what is read is believed: the machine may stand in the middle of a change. What cannot be
so raises Broken, whose text says what it is.
"""

import gdb

import elf

PAGE = 4096
TABLE_BITS, LEVELS = 9, 3
VALID, TABLE, ADDRESS = 1, 3, 0x0000fffffffff000
ATTRIBUTE, CACHED = 7 << 2, 0      # AttrIndx; the kernel's index of ordinary memory (a64_pte.h)
USER_LIMIT = 1 << 39
NODES_MAX = 1 << 20
STRUCTS = "account process thread endpoint slot mapping core list_node tree_node".split()
ENUMS = ("thread_state", "call_state", "tay_object")
RIGHTS = "rwxsvgm"  # READ, WRITE, EXECUTE, SEND, RECEIVE, GRANT, MANAGE (tay/abi/types.h)


class Broken(gdb.GdbError):
    """What is read makes no sense, or cannot be read."""


def packet(text):
    connection = gdb.selected_inferior().connection
    if connection is None or not hasattr(connection, "send_packet"):
        raise gdb.GdbError("there is no machine: 'target remote' comes first")
    return connection.send_packet(text)


def read_physical(address, count):
    if packet("qqemu.PhyMemMode") not in (b"0", b"1"):
        raise gdb.GdbError("this is not QEMU: memory cannot be read by its physical address")
    packet("Qqemu.PhyMemMode:1")
    try:
        return bytes(gdb.selected_inferior().read_memory(address, count))
    except gdb.MemoryError as error:
        raise Broken(f"no memory at the physical address {address:#x}") from error
    finally:
        packet("Qqemu.PhyMemMode:0")


def register(name):
    """Of the core that is selected in gdb, whatever frame is."""
    return int(gdb.newest_frame().read_register(name)) & (1 << 64) - 1


class Space:
    """An address space, by the physical address of its root table."""

    def __init__(self, root):
        self.root = root & ADDRESS
        self.tables = {}

    def table(self, address):
        if address not in self.tables:
            data = read_physical(address, PAGE)
            self.tables[address] = [int.from_bytes(data[n:n + 8], "little")
                                    for n in range(0, PAGE, 8)]
        return self.tables[address]

    def entry(self, address):
        """The last entry that translates an address, and how many bytes it spans; (0, bytes): none."""
        table = self.root
        for level in range(LEVELS):
            shift = 12 + TABLE_BITS * (LEVELS - 1 - level)
            entry = self.table(table)[address >> shift & ((1 << TABLE_BITS) - 1)]
            is_last = level == LEVELS - 1
            if not entry & VALID or (is_last and entry & TABLE != TABLE):
                return 0, 1 << shift
            if is_last or entry & TABLE != TABLE:
                return entry, 1 << shift
            table = entry & ADDRESS
        return 0, PAGE

    def physical(self, address):
        entry, span = self.entry(address)
        if not entry:
            raise Broken(f"nothing is at {address:#x}")
        return (entry & ADDRESS & ~(span - 1)) | (address & (span - 1))

    def read(self, address, count):
        data = b""
        while len(data) < count:
            at = address + len(data)
            data += read_physical(self.physical(at), min(count - len(data), PAGE - at % PAGE))
        return data

    def pages(self, start, end):
        """Addresses of the pages of ordinary memory that are there."""
        at = start & ~(PAGE - 1)
        while at < end:
            entry, span = self.entry(at)
            if entry and entry & ATTRIBUTE == CACHED and span == PAGE:
                yield at
            at = (at & ~(span - 1)) + span


class Kernel:
    """The kernel's structures, as of now; made anew for each command."""

    types = {}
    places = {}

    def __init__(self):
        if not self.types:
            self.learn()
        root = register("TTBR1_EL1") & ADDRESS
        if root == 0:
            raise gdb.GdbError("the kernel has not turned on its MMU yet")
        self.space = Space(root)

    @classmethod
    def learn(cls):
        """By kernel.elf, before programs' symbols come in, which have types of the same names."""
        try:
            found = {name: gdb.lookup_type(f"struct {name}") for name in STRUCTS}
            found |= {name: gdb.lookup_type(f"enum {name}") for name in ENUMS}
            # By core's own variable: a board may have a struct machine, too.
            places = {name: gdb.lookup_global_symbol(name) for name in ("machine", "sched_cores")}
            found["machine"] = places["machine"].type
            cls.places = {name: int(symbol.value().address) for name, symbol in places.items()}
        except (gdb.error, AttributeError) as error:
            raise gdb.GdbError(f"kernel.elf is to be loaded first: {error}") from error
        cls.types = found

    def at(self, name, address):
        """A struct of the kernel's as a gdb.Value."""
        kind = self.types[name]
        return gdb.Value(self.space.read(address, kind.sizeof), kind)

    def offset(self, name, path):
        """Of a member in bytes; path: names with dots."""
        kind, offset = self.types[name], 0
        for word in path.split("."):
            field = kind.strip_typedefs()[word]
            offset, kind = offset + field.bitpos // 8, field.type
        return offset

    def enum(self, name, value):
        fields = {field.enumval: field.name for field in self.types[name].fields()}
        return fields.get(int(value), f"{int(value)}?")

    def object_name(self, value):
        return self.enum("tay_object", value).removeprefix("TAY_OBJECT_")

    def list(self, head, name, path):
        """Addresses of what stands in a list, by the member that links it."""
        offset, previous = self.offset(name, path), head
        node = int(self.at("list_node", head)["next"])
        for _ in range(NODES_MAX):
            if node == head:
                return
            value = self.at("list_node", node)
            if int(value["previous"]) != previous:
                raise Broken(f"the list at {head:#x} is broken at {node:#x}: is it being changed?")
            yield node - offset
            previous, node = node, int(value["next"])
        raise Broken(f"the list at {head:#x} does not end")

    def tree(self, root, name, path):
        """The same of a tree, in order."""
        offset, stack, node, count = self.offset(name, path), [], root, 0
        while stack or node:
            while node:
                value = self.at("tree_node", node)
                height = int(value["height"])
                if not 0 < height < 64 or (stack and height >= stack[-1][2]):
                    raise Broken(f"a tree is broken at {node:#x}: is it being changed?")
                stack.append((node, int(value["child"][1]), height))
                node = int(value["child"][0])
            here, node, height = stack.pop()
            stack = [(*entry[:2], 64) if entry[0] == here else entry for entry in stack]
            yield here - offset
            count += 1
            if count > NODES_MAX:
                raise Broken("a tree does not end")

    def accounts(self):
        """(address, value, depth) of all, parents first."""
        def below(address, depth):
            if depth > 64:
                raise Broken(f"the account {address:#x} is nested too deeply")
            yield address, self.at("account", address), depth
            for child in self.list(address + self.offset("account", "children"), "account",
                                   "sibling"):
                yield from below(child, depth + 1)
        return below(self.places["machine"] + self.offset("machine", "root"), 0)

    def processes(self):
        head = self.offset("account", "processes")
        return [Process(self, address) for account, _, _ in self.accounts()
                for address in self.list(account + head, "process", "in_account")]

    def cores(self):
        size = self.types["core"].sizeof
        count = int(self.at("machine", self.places["machine"])["system"]["core_count"])
        if not 0 < count <= 64:
            raise Broken("the kernel has not counted its cores yet")
        return [self.at("core", self.places["sched_cores"] + n * size) for n in range(count)]

    def running(self):
        """The core's number by the address of the thread that runs there."""
        return {int(core["current"]): int(core["number"]) for core in self.cores()
                if int(core["current"])}


class Process:
    def __init__(self, kernel, address):
        self.kernel, self.address = kernel, address
        self.value = kernel.at("process", address)
        root = int(self.value["space"]["hal"]["root"])
        self.space = Space(kernel.space.physical(root)) if root else None

    def label(self):
        return int(self.value["exited"]["badge"])

    def threads(self):
        return [Thread(self, address) for address in self.kernel.list(
            self.address + self.kernel.offset("process", "threads"), "thread", "in_process")]

    def mappings(self):
        root = int(self.value["space"]["mappings"]["root"])
        return [self.kernel.at("mapping", address)
                for address in self.kernel.tree(root, "mapping", "node")]

    def slots(self):
        """Those that are in use."""
        table = self.value["table"]
        first, fresh = int(table["slots"]), int(table["fresh"])
        if fresh > int(table["mask"]) + 1:
            raise Broken(f"the capability table of process {self.address:#x} makes no sense")
        size = self.kernel.types["slot"].sizeof
        for n in range(fresh):
            slot = self.kernel.at("slot", first + n * size)
            if int(slot["handle"]):
                yield slot


class Thread:
    def __init__(self, process, address):
        self.process, self.address = process, address
        self.value = process.kernel.at("thread", address)

    def state(self):
        kernel = self.process.kernel
        return kernel.enum("thread_state", self.value["state"]).removeprefix("THREAD_").lower()

    def registers(self):
        """x0 to x30, sp, pc, pstate, and where they are from: of a core that is in user mode the
        core's own, else as they were saved when the thread came into the kernel."""
        core = self.process.kernel.running().get(self.address)
        if core is not None:
            taken = on_core(core, core_registers)
            if taken is not None:
                return taken, f"core {core}"
        context = self.value["context"]
        return ([int(context["x"][n]) for n in range(31)]
                + [int(context[name]) for name in ("sp", "pc", "pstate")], "saved")


def on_core(number, function):
    """Calls it with this core selected in gdb: cores are gdb's threads from 1 on."""
    before = gdb.selected_thread()
    found = [thread for thread in gdb.selected_inferior().threads() if thread.num == number + 1]
    if not found:
        return None
    found[0].switch()
    try:
        return function()
    finally:
        before.switch()


def core_registers():
    """Of the selected core, if it is in user mode; else None."""
    if register("cpsr") & 0xc:
        return None
    return [register(f"x{n}") for n in range(31)] + [register(name) for name in ("sp", "pc", "cpsr")]


class Programs:
    """The ELF files that a process may run, and which one it does: by what is in its memory."""

    files = []

    @classmethod
    def add(cls, path):
        try:
            cls.files.append(elf.Elf(path))
        except elf.Unreadable as error:
            raise gdb.GdbError(str(error)) from error

    @classmethod
    def of(cls, space):
        """The file, or None."""
        if space is None:
            return None
        seen = {}

        def content(page):
            if page not in seen:
                entry, span = space.entry(page)
                seen[page] = space.read(page, PAGE) if entry and span == PAGE else None
            return seen[page]
        return next((file for file in cls.files if cls._is_in(file, content)), None)

    @staticmethod
    def _is_in(file, content):
        """Whether all pages of its code that are there are the same, and one is."""
        compared = False
        for start, data in file.code:
            for at in range(0, len(data), PAGE):
                there = content(start + at)
                if there is None:
                    continue
                if there[:len(data[at:at + PAGE])] != data[at:at + PAGE]:
                    return False
                compared = True
        return compared

    @classmethod
    def name(cls, space):
        file = cls.of(space)
        return file.path.stem if file else "?"
