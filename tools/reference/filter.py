#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows a header to Doxygen with the project's plain comments as Doxygen's own (INPUT_FILTER).

usage: filter.py HEADER

The comment below the license is the file's. A comment before a declaration is of that, and of what
follows it without an empty line and without a comment of its own: such a group. It may tell of the
parameters of all: each declaration gets those that it has. A comment behind
code is of that code. What has no comment gets none, so that Doxygen warns of it; lines of headers
keep their numbers. The rows of a table (status.def) stand where a header includes it.
"""

import re
import sys
from pathlib import Path

LICENSE = "/* SPDX-License-Identifier"
# What is no declaration: it neither takes a comment nor ends a group.
APART = re.compile(r'#\s*(if|ifdef|ifndef|else|elif|endif|include|pragma|undef|error)\b|extern "C"|'
                   r"\}|\{|static_assert|_Static_assert|/\*")


def comments(text):
    """Yields (is_comment, piece) for the whole text; strings of headers hold no comments."""
    end = 0
    for match in re.finditer(r"/\*.*?\*/", text, re.S):
        yield False, text[end : match.start()]
        yield True, match.group()
        end = match.end()
    yield False, text[end:]


def mark(text):
    """Turns each plain comment into one of Doxygen's."""
    out, file_told = "", "@file" in text
    for is_comment, piece in comments(text):
        if not is_comment or piece.startswith(LICENSE) or "clang-format o" in piece:
            out += piece
            continue
        behind = out.rpartition("\n")[2].strip() != ""
        if piece.startswith("/**"):
            out += piece
        elif behind:
            out += "/**<" + piece[2:]
        elif not file_told:
            first, line_end, rest = piece[2:].partition("\n")
            out += (f"/** @file\n{rest}" if not first.strip() and line_end else
                    f"/**{piece[2:-2]}\\file */")
            file_told = True
        else:
            out += "/**" + piece[2:]
    return out


def on_one_line(comment):
    return re.sub(r"[ \t]*(\n[ \t]*(\*(?!/))?[ \t]*)+", " ", comment)


TOLD = re.compile(r"@param\s+([\w,]+)(.*?)(?=[@\\](?:param|return|note)\b|\*/|\n[ *]*\n)", re.S)


def parameters_of(comment):
    """The names of the parameters that a comment tells of."""
    return [name for told in TOLD.finditer(comment) for name in told[1].split(",")]


def without(comment, names):
    """A comment that says nothing of some parameters; it keeps its lines."""
    def keep(told):
        kept = [name for name in told[1].split(",") if name not in names]
        return (f"@param {','.join(kept)}{told[2]}" if kept else
                re.sub(r"[^\n]+", " * ", told.group()).lstrip(" *"))
    return TOLD.sub(keep, comment)


def words(text):
    return set(re.findall(r"\w+", re.sub(r"/\*.*?(\*/|$)", "", text, flags=re.S)))


def ended(line):
    """Whether what stands behind a line begins something."""
    code = re.sub(r"/\*.*?\*/", "", line).strip()
    return not code or code[-1] in ";{},/" or (code[0] == "#" and code[-1] != "\\")


class Groups:
    """Goes through the lines of a header, with the comment of the group that it is in."""

    def __init__(self, lines):
        self.lines = lines
        self.out = []
        self.began = 0      # where in `out` the comment stands
        self.held = None    # the comment, on one line
        self.first = False  # its first declaration is still to come
        self.behind = None  # what goes behind a macro of several lines, at its end
        self.open = None    # a comment of several lines, so far
        self.before = ""
        self.depth = 0      # of parentheses: inside, nothing begins

    def run(self):
        """Returns the lines as Doxygen is to see them."""
        for line in self.lines:
            self.out.append(self.take(line))
        return self.out

    def take(self, line):
        bare = line.strip()
        if self.open is not None or re.match(r"/\*\*(?!<)", bare):
            self.comment(bare)
            return line
        if "/*" in bare and "*/" not in bare.rpartition("/*")[2]:
            self.open = ""
        if not bare:
            self.held = None
        starts = ended(self.before) and self.depth == 0
        self.before = "" if self.before[-1:] == "\\" and bare[-1:] != "\\" else bare
        code = re.sub(r"/\*.*?(\*/|$)", "", bare)
        self.depth += code.count("(") - code.count(")")
        if self.held and bare and starts and not APART.match(bare):
            line = self.declaration(line, bare)
        if self.behind and bare[-1:] != "\\":
            line, self.behind = f"{line} {self.behind}", None
        if code.rstrip().endswith("{"):
            self.held = None
        return line

    def comment(self, bare):
        if self.open is None:
            self.began = len(self.out)
        text = bare if self.open is None else self.open and f"{self.open}\n{bare}"
        self.open = None if "*/" in bare else text
        if self.open is None:
            self.before = ""
            if text and "@file" not in text and "\\file" not in text:
                self.held, self.first = text, True

    def declaration(self, line, bare):
        first, self.first = self.first, False
        held = self.held
        if parameters_of(held):
            held = without(held, self.others(held))
        if first:
            if held != self.held:
                self.out[self.began :] = held.split("\n")
            return line
        if "/**<" in line:
            return line
        if bare[0] == "#":
            self.behind = "/**<" + on_one_line(held)[3:]
            return line
        return f"{on_one_line(held)} {line}"

    def others(self, comment):
        """The parameters that other declarations of the group have, and the one that comes next has
        not. Those that none has stay, so that Doxygen warns of them."""
        rest = "\n".join(self.lines[len(self.out) :])
        here = words(re.match(r"[^;{]*", rest).group())
        group = words(re.split(r"\n\s*\n|/\*\*|\{", "\n".join(self.lines[self.began :])
                               .split("*/", 1)[1].lstrip("\n"), maxsplit=1)[0])
        return [name for name in parameters_of(comment) if name in group and name not in here]


def repeat(text):
    """Gives a comment before a group to each declaration of the group."""
    return "\n".join(Groups(text.split("\n")).run())


def rows(text, path):
    """Puts the rows of a table in the place of its inclusion, as members of the enumeration."""
    def row(match):
        name, number, sentence = match
        prefix = {"status": "TAY_E", "object": "TAY_OBJECT_", "fault": "TAY_FAULT_"}[kind]
        return f"{prefix}{name} = {number}, /**< {sentence} */"
    for include, kind in re.findall(r"(#define TAY_\w+\(.*\n#include <tay/abi/(\w+)\.def>)", text):
        table = (path.parent / f"{kind}.def").read_text()
        found = re.findall(r'^TAY_\w+\((\w+), (\w+),[^"]*"([^"]*)"\)', table, re.M)
        text = text.replace(include, " ".join(row(match) for match in found) + "\n")
    return text


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    path = Path(sys.argv[1])
    text = path.read_text()
    if path.suffix == ".md":  # a page's title must come first
        text = re.sub(r"\A(<!--.*-->\n)+", "", text)
    elif path.suffix != ".dox":
        text = repeat(mark(rows(text, path)))
    if path.parent.name == "hal":
        text = re.sub(r"(@file.*?)\*/", r"\1\\ingroup hal */", text, count=1, flags=re.S)
    print(text, end="")


if __name__ == "__main__":
    main()
