#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows a header to Doxygen with the project's plain comments as Doxygen's own (INPUT_FILTER).

usage: filter.py HEADER

The comment below the license is the file's. A comment before a declaration is of that, and of what
follows it without an empty line and without a comment of its own: such a group. A comment behind
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
    return re.sub(r"\s*\n\s*(\*(?!/))?\s*", " ", comment)


def ended(line):
    """Whether what stands behind a line begins something."""
    code = re.sub(r"/\*.*?\*/", "", line).strip()
    return not code or code[-1] in ";{},/" or (code[0] == "#" and code[-1] != "\\")


class Groups:
    """Goes through the lines of a header, with the comment of the group that it is in."""

    def __init__(self):
        self.held = None    # the comment, on one line
        self.first = False  # its first declaration is still to come
        self.behind = None  # what goes behind a macro of several lines, at its end
        self.open = None    # a comment of several lines, so far
        self.before = ""
        self.depth = 0      # of parentheses: inside, nothing begins

    def take(self, line):
        """Returns the line as Doxygen is to see it."""
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
        text = bare if self.open is None else self.open and f"{self.open}\n{bare}"
        self.open = None if "*/" in bare else text
        if self.open is None:
            self.before = ""
            if text and "@file" not in text and "\\file" not in text:
                self.held, self.first = on_one_line(text), True

    def declaration(self, line, bare):
        first, self.first = self.first, False
        if first or "/**<" in line:
            return line
        if bare[0] == "#":
            self.behind = "/**<" + self.held[3:]
            return line
        return f"{self.held} {line}"


def repeat(text):
    """Gives a comment before a group to each declaration of the group."""
    groups = Groups()
    return "\n".join(groups.take(line) for line in text.split("\n"))


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
