#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The ABI as numbers, held against a golden file.

usage: abi_numbers.py COMPILER OBJCOPY TARGET GOLDEN INCLUDE...
       abi_numbers.py COMPILER OBJCOPY TARGET -      INCLUDE...   prints the numbers

Every integer macro, enumerator, scalar type and structure of the headers tay/abi/*.h found below
the include folders: nothing is listed by hand. The compiler evaluates them for the target into a
section of an object file, so that nothing has to run there.
"""

import json
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

NAME_BYTES = 88
RECORD = struct.Struct(f"<{NAME_BYTES}sQ")


def run(*command):
    done = subprocess.run(command, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}:\n{done.stderr.decode()}")
    return done.stdout


def includes_of(folders):
    names = sorted({str(h.relative_to(f)) for f in folders for h in Path(f).glob("tay/abi/*.h")})
    if not names:
        raise SystemExit("no header tay/abi/*.h found")
    return "".join(f"#include <{name}>\n" for name in names)


def macros(compile_command, source):
    """The object-like macros that are expressions: no guards, attributes or initializers."""
    text = run(*compile_command, "-dM", "-E", source).decode()
    found = []
    for name, body in re.findall(r"^#define (TAY_\w+) (.+)$", text, re.M):
        if not re.search(r'[{"]|__attribute__', body):
            found.append(name)
    return sorted(found)


def declarations(compile_command, source):
    """Enumerators, scalar types, and structures with their fields, in the order of the headers."""
    tree = json.loads(run(*compile_command, "-fsyntax-only", "-Xclang", "-ast-dump=json", source))
    enumerators, scalars, records = [], [], []
    for node in tree["inner"]:
        name = node.get("name", "")
        inner = node.get("inner", [])
        if node["kind"] == "EnumDecl" and name.startswith("tay_"):
            enumerators += [i["name"] for i in inner if i["kind"] == "EnumConstantDecl"]
        elif node["kind"] == "TypedefDecl" and name.startswith("tay_"):
            scalars.append(name)
        elif node["kind"] == "RecordDecl" and name.startswith("tay_") and inner:
            records.append((name, [i["name"] for i in inner if i["kind"] == "FieldDecl"]))
    return enumerators, scalars, records


def expressions(compile_command, source):
    enumerators, scalars, records = declarations(compile_command, source)
    result = enumerators + macros(compile_command, source)
    result += [f"sizeof({name})" for name in scalars]
    for name, fields in records:
        result += [f"sizeof(struct {name})", f"_Alignof(struct {name})"]
        for field in fields:
            result += [f"offsetof(struct {name}, {field})",
                       f"sizeof(((struct {name} *)0)->{field})"]
    return result


def numbers(compiler, objcopy, target, folders):
    """The lines 'expression value'."""
    command = [compiler, f"--target={target}", "-std=c17", "-ffreestanding"]
    command += [f"-I{folder}" for folder in folders]
    with tempfile.TemporaryDirectory() as folder:
        source, unit, image = (Path(folder) / n for n in ("all.c", "all.o", "all.bin"))
        source.write_text(includes_of(folders))
        names = expressions(command, source)
        rows = "".join(f'    {{"{n}", (unsigned long long)({n})}},\n' for n in names)
        source.write_text(
            f"{includes_of(folders)}#include <stddef.h>\n"
            f"__attribute__((section(\"abi\"), used)) static const struct {{\n"
            f"    char name[{NAME_BYTES}];\n    unsigned long long value;\n"
            f"}} numbers[] = {{\n{rows}}};\n")
        run(*command, "-Wall", "-Werror", "-c", source, "-o", unit)
        run(objcopy, "-O", "binary", "--only-section=abi", unit, image)
        data = image.read_bytes()
    if len(data) != RECORD.size * len(names):
        raise SystemExit(f"{len(data)} bytes for {len(names)} numbers")
    return [f"{name.rstrip(bytes(1)).decode()} {value if value < 4096 else hex(value)}"
            for name, value in RECORD.iter_unpack(data)]


def differences(golden_path, found):
    """One line for each number that is missing, new, or changed."""
    golden = {}
    for number, line in enumerate(Path(golden_path).read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            golden[name] = (number, value)
    for line in found:
        name, value = line.rsplit(" ", 1)
        if name not in golden:
            yield f"{golden_path}: '{line}' is new: add it"
        elif golden[name][1] != value:
            yield f"{golden_path}:{golden[name][0]}: {name} is {value}, not {golden[name][1]}"
        golden.pop(name, None)
    for name, (number, _) in golden.items():
        yield f"{golden_path}:{number}: {name} is gone"


def main():
    if len(sys.argv) < 6:
        raise SystemExit(__doc__)
    compiler, objcopy, target, golden, *folders = sys.argv[1:]
    found = numbers(compiler, objcopy, target, folders)
    if golden == "-":
        print("\n".join(found))
        return
    wrong = list(differences(golden, found))
    if wrong:
        raise SystemExit("\n".join(wrong) + "\nThe ABI has changed; if that is meant, so must the file.")
    print(f"{len(found)} numbers as in {golden}")


if __name__ == "__main__":
    main()
