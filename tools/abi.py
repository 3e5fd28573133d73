#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes everything that follows from sdk/abi/include/tay/abi/operation.def.

usage: abi.py OPERATION_DEF OUTPUT_DIRECTORY

Writes below OUTPUT_DIRECTORY:
  abi/tay/abi/operation.h          the numbers and the trace names
  sdk/tay/operations.h             the SDK's stubs
  core/syscall/handlers.h          the kernel's typed handler prototypes
  core/syscall/operation_table.inc the dispatch table: checks and unpacking
  tests/operation_rows.h           what the fuzzer and the table tests know of each row
  docs/operations.md               the reference page

A gap or a duplicate in the numbers, an unknown kind of argument, a seventh word, a status without
its reason: refused with file and line. A missing handler is a link error.
"""

import re
import sys
from pathlib import Path

RIGHTS = ("NONE", "READ", "WRITE", "EXECUTE", "SEND", "RECEIVE", "GRANT", "MANAGE")
MARKS = ("own", "in_hand", "steps", "lend_read", "lend_write")
TYPES = {  # kind -> C type as a parameter
    "word": "tay_word_t",
    "bytes": "size_t",
    "address": "tay_ua_t",
    "time": "tay_time_t",
    "flags": "unsigned",
    "cap": "tay_cap_t",
    "cap_or_null": "tay_cap_t",
}


# Statuses whose own sentence is reason enough.
EVIDENT = ("FULL", "NOMEM")

# Names that the generated code uses itself.
RESERVED = ("caller", "handle", "in", "lent", "lent_bytes", "message", "object", "out", "self",
            "slot", "status")


class TableError(Exception):
    pass


def split_top(text):
    """Splits at commas outside parentheses and quotes."""
    parts, depth, quoted, part = [], 0, False, ""
    for char in text:
        if char == '"':
            quoted = not quoted
        if not quoted:
            depth += (char == "(") - (char == ")")
            if char == "," and depth == 0:
                parts.append(part.strip())
                part = ""
                continue
        part += char
    if part.strip():
        parts.append(part.strip())
    return parts


# Where the reasons of a sentence begin: "STATE: ..." or "TYPE, RIGHT: ...".
REASON = re.compile(r"(?:^|(?<=[.:] ))([A-Z]{2,}(?:, [A-Z]{2,})*): ")


def take_reasons(text):
    """Takes the reasons of statuses out of a sentence: returns the rest, and a text by status."""
    rest, *found = REASON.split(text)
    reasons = {}
    for names, reason in zip(found[::2], found[1::2]):
        for name in names.split(", "):
            reasons[name] = reason.strip().rstrip(".")
    return rest.strip(), reasons


def group(text, name):
    match = re.fullmatch(name + r"\((.*)\)", text, re.S)
    if not match:
        raise TableError(f"expected {name}(...), found '{text}'")
    return split_top(match.group(1))


class Argument:
    def __init__(self, text, is_out):
        match = re.fullmatch(r"(\w+)\((.*)\)", text, re.S)
        if not match or match.group(1) not in TYPES:
            raise TableError(f"unknown kind of argument '{text}'")
        self.kind = match.group(1)
        fields = split_top(match.group(2))
        self.name = fields[0]
        if self.name in RESERVED and not is_out:
            raise TableError(f"the name '{self.name}' is taken")
        self.c_type = TYPES[self.kind]
        self.mask = self.object = self.right = None
        if self.kind == "flags":
            self.mask = re.sub(r"\s+", " ", fields[1])
        if self.kind.startswith("cap") and not is_out:
            self.object, self.right = fields[1], fields[2]
        if len(fields) != {"flags": 2}.get(self.kind, 3 if self.object else 1):
            raise TableError(f"wrong number of fields in '{text}'")


class Operation:
    def __init__(self, fields, objects, statuses):
        number, self.name, self.object, self.right = fields[:4]
        self.number = int(number)
        self.ins = [Argument(a, False) for a in group(fields[4], "IN")]
        self.outs = [Argument(a, True) for a in group(fields[5], "OUT")]
        self.fails = group(fields[6], "FAILS")
        self.marks = group(fields[7], "MARKS")
        self.sentence, self.reasons = take_reasons("".join(re.findall(r'"([^"]*)"', fields[8])))
        for kind in [self.object] + [a.object for a in self.ins if a.object]:
            if kind != "any" and kind not in objects:
                raise TableError(f"unknown object type '{kind}'")
        for right in [self.right] + [a.right for a in self.ins if a.right]:
            if right not in RIGHTS:
                raise TableError(f"unknown right '{right}'")
        for status in self.fails:
            if status not in statuses:
                raise TableError(f"unknown status '{status}'")
            if status not in self.reasons and status not in EVIDENT:
                raise TableError(f"no reason for the status '{status}'")
        for status in self.reasons:
            if status not in self.fails:
                raise TableError(f"a reason for '{status}', which FAILS does not name")
        for mark in self.marks:
            if mark not in MARKS:
                raise TableError(f"unknown mark '{mark}'")
        for arguments in (self.ins, self.outs):  # as seen by a 32-bit word
            if sum(2 if a.kind == "time" else 1 for a in arguments) > 6:
                raise TableError("more than six words")

    def info_value(self):
        """The info word but for what is lent."""
        means_object = self.object in ("any", "endpoint", "session")
        return f"TAY_OP_{self.name}" + (" | TAY_INFO_OBJECT" if means_object else "")

    def right_value(self):
        return "0" if self.right == "NONE" else f"TAY_RIGHT_{self.right}"


def right_of(argument):
    return "0" if argument.right == "NONE" else f"TAY_RIGHT_{argument.right}"


def object_of(name):
    return "TAY_OBJECT_NONE" if name == "any" else f"TAY_OBJECT_{name}"


def read_table(path):
    here = Path(path).parent
    objects = set(re.findall(r"^TAY_OBJECT\((\w+),", (here / "object.def").read_text(), re.M))
    statuses = set(re.findall(r"^TAY_STATUS\((\w+),", (here / "status.def").read_text(), re.M))
    raw = Path(path).read_text()
    text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), raw, flags=re.S)
    rows, names = [], set()
    for match in re.finditer(r"TAY_OPERATION\(", text):
        line = text.count("\n", 0, match.start()) + 1
        depth, end, quoted = 1, match.end(), False
        while depth and end < len(text):
            quoted ^= text[end] == '"'
            if not quoted:
                depth += (text[end] == "(") - (text[end] == ")")
            end += 1
        fields = split_top(text[match.end() : end - 1])
        try:
            if len(fields) != 9:
                raise TableError(f"a row has 9 fields, this one {len(fields)}")
            row = Operation(fields, objects, statuses)
            if row.number != len(rows) + 1:
                raise TableError(f"number {row.number} where {len(rows) + 1} comes next")
            if row.name in names:
                raise TableError(f"'{row.name}' stands twice")
        except TableError as error:
            raise SystemExit(f"{path}:{line}: {error}")
        names.add(row.name)
        rows.append(row)
    if not rows:
        raise SystemExit(f"{path}:1: no row found")
    return rows


HEAD = "/* SPDX-License-Identifier: MIT */\n/* Made by tools/abi.py from operation.def. */\n"


def abi_header(rows):
    out = [HEAD, "#ifndef TAY_ABI_OPERATION_H", "#define TAY_ABI_OPERATION_H", ""]
    out += ["/* The numbers of the operations. */", "enum tay_operation {"]
    out += [f"    TAY_OP_{r.name} = {r.number}, /* tay_{r.name} */" for r in rows]
    out += ["};", "", "/* One more than the highest number. */", f"#define TAY_OPERATION_COUNT {len(rows) + 1}", ""]
    out += ["/* Trace names by number: TAY_OPERATION_NAMES is an array's initializer. */"]
    out += ["#define TAY_OPERATION_NAMES \\", '    { "", \\']
    out += [f'      "{r.name}", \\' for r in rows]
    out += ["    }", "", "#endif", ""]
    return "\n".join(out)


def wrap(sentence, indent, width=96):
    words, lines, line = sentence.split(), [], indent
    for word in words:
        if len(line) + 1 + len(word) > width and line.strip(" *"):
            lines.append(line.rstrip())
            line = indent
        line += (" " if line != indent else "") + word
    return lines + [line.rstrip()]


def status_lines(row, text_of):
    """All that can be answered: what every operation has, then, in the order of their checks, the
    row's own, with its reasons."""
    texts = {name: text_of[name] for name in ("HANDLE", "NOSYS", "TYPE", "RIGHT")}
    masked = [f"`{a.name}`" for a in row.ins if a.kind == "flags"]
    texts["INVAL"] = "the info word" + "".join(f", or bits of {name} outside its mask" for name in masked)
    for name in row.fails:
        reason = row.reasons.get(name, text_of[name])
        texts[name] = f"{texts[name]}; or: {reason}" if name in texts else reason
    return [f"TAY_E{name}: {text}" for name, text in texts.items()]


def has_results(row):
    """A stepped operation that met bad memory tells how far it came."""
    either = " || status == TAY_EFAULT" if "steps" in row.marks else ""
    return "status == TAY_OK" + either


def stub_parameters(row):
    parameters = ["tay_cap_t handle"]
    parameters += [f"{a.c_type} {a.name}" for a in row.ins]
    if "lend_read" in row.marks:
        parameters += ["const void *lent", "size_t lent_bytes"]
    if "lend_write" in row.marks:
        parameters += ["void *lent", "size_t lent_bytes"]
    parameters += [f"{a.c_type} *{a.name}_out" for a in row.outs]
    return parameters


def stub(row, text_of):
    out = ["/**"] + wrap(row.sentence, " * ") + [" *"]
    out += [f" * @param handle {row.object} capability with the right {row.right}"
            + ("; TAY_OWN_ACCOUNT: the caller's" if "own" in row.marks else "")
            + ("; TAY_CALL_IN_HAND: the one in hand" if "in_hand" in row.marks else "")]
    for a in row.ins:
        what = {"bytes": "in bytes", "time": "64 bits, in ns unless the text says otherwise",
                "address": "user address", "word": "word", "flags": f"bits of {a.mask}"}.get(a.kind)
        if a.object:
            what = f"{a.object} capability with the right {a.right}"
            what += "" if a.kind == "cap" else ", or TAY_CAP_NULL"
        out += wrap(f"@param {a.name} {what}", " * ")
    for mark in ("lend_read", "lend_write"):
        if mark in row.marks:
            verb = "reads" if mark == "lend_read" else "writes"
            out += [f" * @param lent memory that the kernel {verb}",
                    " * @param lent_bytes its length in bytes"]
    when = "written on TAY_OK" + (" and TAY_EFAULT" if "steps" in row.marks else "")
    out += [f" * @param {a.name}_out {when}" for a in row.outs]
    out += [" * @return TAY_OK, or"]
    for line in status_lines(row, text_of):
        out += wrap("- " + line, " *   ")
    blocking = "restarted by the kernel at preemption points" if "steps" in row.marks else "bounded"
    out += [f" * @note does not block; {blocking}.", " */"]
    out += ["TAY_MUST_CHECK static inline enum tay_status"]
    signature = f"tay_{row.name}(" + ", ".join(stub_parameters(row)) + ")"
    out += [signature, "{", "    struct tay_message message = {0};"]
    info = [row.info_value()]
    if "lend_read" in row.marks:
        info += ["TAY_INFO_LEND_READ"]
    if "lend_write" in row.marks:
        info += ["TAY_INFO_LEND_WRITE"]
    out += [f"    message.info = {' | '.join(info)};"]
    for mark in ("lend_read", "lend_write"):
        if mark in row.marks:
            out += [f"    message.{mark} = TAY_RANGE((uintptr_t)lent, lent_bytes);"]
    if row.ins:
        out += ["    unsigned in = 0;"]
    for a in row.ins:
        if a.kind == "time":
            out += [f"    in = tay_message_put_u64(&message, in, {a.name});"]
        else:
            out += [f"    message.word[in++] = {a.name};"]
    if row.ins:
        out += ["    (void)in;"]
    out += ["    tay_trap_call(handle, &message);"]
    out += ["    enum tay_status status = tay_message_status(&message);"]
    if row.outs:
        out += [f"    if ({has_results(row)}) {{", "        unsigned out = 0;"]
        for a in row.outs:
            if a.kind == "time":
                out += [f"        out = tay_message_get_u64(&message, out, {a.name}_out);"]
            else:
                out += [f"        *{a.name}_out = ({a.c_type})message.word[out++];"]
        out += ["        (void)out;", "    }"]
    return out + ["    return status;", "}", ""]


def sdk_header(rows, text_of):
    out = [HEAD, "/** @file", " * The operations on kernel objects, one function each.", " */",
           "#ifndef TAY_OPERATIONS_H", "#define TAY_OPERATIONS_H", "",
           "#include <tay/abi/operation.h>", "#include <tay/abi/status.h>",
           "#include <tay/abi/trap.h>", "#include <tay/trap.h>", "",
           "#ifdef __cplusplus", 'extern "C" {', "#endif", ""]
    for row in rows:
        out += stub(row, text_of)
    return "\n".join(out + ["#ifdef __cplusplus", "}", "#endif", "", "#endif", ""])


def handler_parameters(row):
    """All results but 64-bit ones are words: their places are in the caller's registers."""
    self_type = "struct slot" if row.object == "any" else f"struct {row.object}"
    parameters = ["struct thread *caller", f"{self_type} *self"]
    parameters += [f"{'struct slot *' if a.object else a.c_type + ' '}{a.name}" for a in row.ins]
    parameters += [f"{'tay_time_t' if a.kind == 'time' else 'tay_word_t'} *{a.name}_out"
                   for a in row.outs]
    return parameters


def handlers_header(rows):
    out = [HEAD, "#ifndef SYSCALL_HANDLERS_H", "#define SYSCALL_HANDLERS_H", "",
           "#include <tay/abi/status.h>", "#include <tay/abi/types.h>", "",
           "struct slot;"]
    kinds = sorted({r.object for r in rows if r.object != "any"} | {"thread"})
    out += [f"struct {k};" for k in kinds] + [""]
    for row in rows:
        out += [f"/* {row.object}, {row.right}; fails: {', '.join(row.fails) or 'never'} */",
                f"enum tay_status op_{row.name}(" + ", ".join(handler_parameters(row)) + ");", ""]
    return "\n".join(out + ["#endif", ""])


def places(arguments):
    """For each argument the word where it stands, as a constant of C."""
    place, wide = 0, 0
    for a in arguments:
        yield f"{place} + {wide} * WORDS_64" if wide else str(place)
        place, wide = place + (a.kind != "time"), wide + (a.kind == "time")


def take(argument, place):
    """The lines that take an argument out of the registers, checked."""
    word = f"word_in(caller, {place})"
    name = argument.name
    if argument.kind == "time":
        return [f"    tay_time_t {name} = wide_in(caller, {place});"]
    if argument.object:
        return [f"    struct taken {name}_taken = take_{argument.kind}(caller, {word}, "
                f"{object_of(argument.object)}, {right_of(argument)});",
                f"    if ({name}_taken.status != TAY_OK) {{",
                f"        return {name}_taken.status;", "    }"]
    if argument.kind == "flags":
        return [f"    tay_word_t {name} = {word};",
                f"    if (({name} & ~(tay_word_t)({argument.mask})) != 0) {{",
                "        return TAY_EINVAL;", "    }"]
    return [f"    {argument.c_type} {name} = {word};"]


def passed(argument):
    """What the handler gets for an argument that has been taken."""
    if argument.object:
        return argument.name + "_taken.slot"
    return ("(unsigned)" if argument.kind == "flags" else "") + argument.name


def thunk(row):
    out = [f"static enum tay_status run_{row.name}(struct thread *caller, struct slot *slot,",
           "                                       struct object *object)", "{"]
    arguments = ["caller"]
    if row.object == "any":
        out += ["    (void)object;"]
        arguments += ["slot"]
    else:
        out += ["    (void)slot;"]
        arguments += [f"container_of(object, struct {row.object}, object)"]
    for a, place in zip(row.ins, places(row.ins)):
        out += take(a, place)
        arguments += [passed(a)]
    wide = [(a, place) for a, place in zip(row.outs, places(row.outs)) if a.kind == "time"]
    for a, place in zip(row.outs, places(row.outs)):
        if a.kind == "time":
            out += [f"    tay_time_t {a.name}_out = 0;"]
            arguments += [f"&{a.name}_out"]
        else:
            arguments += [f"word_out(caller, {place})"]
    handler = f"op_{row.name}({', '.join(arguments)})"
    if not wide:
        return out + [f"    return {handler};", "}", ""]
    out += [f"    enum tay_status status = {handler};", f"    if ({has_results(row)}) {{"]
    out += [f"        put_wide(caller, {place}, {a.name}_out);" for a, place in wide]
    return out + ["    }", "    return status;", "}", ""]


def dispatch_table(rows):
    out = [HEAD]
    for row in rows:
        out += thunk(row)
    out += ["static const struct operation operation_table[TAY_OPERATION_COUNT] = {",
            "    [0] = {run_nothing, OPERATION_NEVER, TAY_OBJECT_NONE, 0, 0},"]
    for row in rows:
        marks = " | ".join(f"OPERATION_{m.upper()}" for m in row.marks if not m.startswith("lend"))
        flags = ["TAY_INFO_OBJECT"] if "TAY_INFO_OBJECT" in row.info_value() else []
        flags += [f"TAY_INFO_{m.upper()}" for m in row.marks if m.startswith("lend")]
        out += [f"    [TAY_OP_{row.name}] = {{run_{row.name}, {' | '.join(flags) or '0'}, "
                f"{object_of(row.object)}, {row.right_value()}, {marks or '0'}}},"]
    return "\n".join(out + ["};", ""])


def test_rows(rows):
    out = [HEAD, "#ifndef OPERATION_ROWS_H", "#define OPERATION_ROWS_H", "",
           "#include <tay/abi/object.h>", "#include <tay/abi/operation.h>",
           "#include <tay/abi/status.h>", "#include <tay/abi/trap.h>", "",
           "enum row_kind { ROW_WORD, ROW_BYTES, ROW_ADDRESS, ROW_TIME, ROW_FLAGS, ROW_CAP, "
           "ROW_CAP_OR_NULL };", "",
           "struct row_argument {", "    enum row_kind kind;", "    const char *name;",
           "    unsigned mask;   /* flags */", "    unsigned object; /* capabilities; 0: any */",
           "    unsigned right;", "};", "",
           "struct operation_row {", "    unsigned number;",
           "    unsigned info; /* the info word, but for what is lent */", "    const char *name;",
           "    unsigned object; /* 0: any */", "    unsigned right;", "    bool own;",
           "    bool in_hand;", "    bool steps;", "    bool lend_read;", "    bool lend_write;",
           "    unsigned in_count;", "    struct row_argument in[6];", "    unsigned out_count;",
           "    struct row_argument out[6];", "    unsigned fails; /* bit n: status n */", "};", "",
           "static const struct operation_row operation_rows[] = {"]

    def argument(a):
        return (f"{{ROW_{a.kind.upper()}, \"{a.name}\", {a.mask or 0}, "
                f"{object_of(a.object) if a.object else 0}, {right_of(a) if a.right else 0}}}")

    for r in rows:
        flags = ", ".join(str(m in r.marks).lower() for m in MARKS)
        ins = ", ".join(argument(a) for a in r.ins) or "{0}"
        outs = ", ".join(argument(a) for a in r.outs) or "{0}"
        fails = " | ".join(f"1u << TAY_E{f}" for f in r.fails) or "0"
        out += [f"    {{{r.number}, {r.info_value()}, \"{r.name}\", {object_of(r.object)}, {r.right_value()}, {flags},",
                f"     {len(r.ins)}, {{{ins}}}, {len(r.outs)}, {{{outs}}}, {fails}}},"]
    out += ["};", "#define OPERATION_ROW_COUNT (sizeof operation_rows / sizeof operation_rows[0])"]
    return "\n".join(out + ["", "#endif", ""])


def reference(rows, text_of):
    out = ["<!-- SPDX-License-Identifier: MIT -->", "<!-- Made by tools/abi.py from operation.def. -->",
           "# Operations on kernel objects {#operations}", ""]
    for r in rows:
        out += [f"## {r.number}. {r.name}", "", r.sentence, ""]
        null = " (or `TAY_OWN_ACCOUNT`)" if "own" in r.marks else ""
        null += " (or `TAY_CALL_IN_HAND`)" if "in_hand" in r.marks else ""
        out += [f"- Called on: {r.object}{null}; right: {r.right}"]
        out += ["- In: " + (", ".join(f"`{a.name}` ({a.kind}"
                + (f": {a.object}, {a.right}" if a.object else "") + ")" for a in r.ins) or "nothing")]
        out += ["- Out: " + (", ".join(f"`{a.name}` ({a.kind})" for a in r.outs) or "nothing")]
        if r.marks:
            out += ["- Marks: " + ", ".join(r.marks)]
        out += ["- Statuses:"] + [f"  - `{s.split(':')[0]}`:{s.split(':', 1)[1]}"
                                  for s in status_lines(r, text_of)] + [""]
    return "\n".join(out)


def write(path, text):
    """Leaves an unchanged file alone, so that nothing is rebuilt for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    table, root = sys.argv[1], Path(sys.argv[2])
    rows = read_table(table)
    statuses = (Path(table).parent / "status.def").read_text()
    text_of = dict(re.findall(r'TAY_STATUS\((\w+), \d+, \w+, "([^"]*)"\)', statuses))
    write(root / "abi/tay/abi/operation.h", abi_header(rows))
    write(root / "sdk/tay/operations.h", sdk_header(rows, text_of))
    write(root / "core/syscall/handlers.h", handlers_header(rows))
    write(root / "core/syscall/operation_table.inc", dispatch_table(rows))
    write(root / "tests/operation_rows.h", test_rows(rows))
    write(root / "docs/operations.md", reference(rows, text_of))


if __name__ == "__main__":
    main()
