#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A program is built by tay-cc, as its own build would do it, is the one that CMake builds, and an image has it.

usage: cc.py SDK WORK
"""

import sys
from pathlib import Path

from sdk import attempt, expect, fresh, run

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(both LANGUAGES C)
find_package(Tayberry 1.0 REQUIRED CONFIG)
tayberry_add_server(square SOURCES square.c own.c)
target_link_libraries(square PRIVATE Tayberry::posix)
tayberry_add_server(starter SOURCES starter.c)
target_link_libraries(starter PRIVATE Tayberry::posix)
tayberry_add_image(image SERVERS starter SERVICES console proc memfs romfs vfs-archive PROGRAMS ${OTHER}/other)
"""
# With a function of its own where the C library has one, too.
SQUARE = """\
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(int count, char **words)
{
    char text[80];
    int option = getopt(count, words, "");
    memset(text, option, sizeof text);
    snprintf(text + 1, sizeof text - 1, ": %.3f", sqrt(count));
    printf("%s of process %d\\n", text, getpid() > 1);
    return count;
}
"""
OWN = """\
int getopt(int count, char *const *words, const char *letters);
int getopt(int count, char *const *words, const char *letters)
{
    return count + words[0][0] + letters[0];
}
"""
STARTER = """\
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
    char *words[] = {"a", "b", NULL};
    int status = 0;
    pid_t child;
    if (posix_spawn(&child, "/boot/rom/bin/other", NULL, NULL, words, environ) != 0 || wait(&status) != child) {
        printf("starter: failed\\n");
    }
    printf("starter: status %d\\n", WEXITSTATUS(status));
    return 0;
}
"""
MANIFEST = """\
program = starter
account = 8M
slots = 64
cap log = log : read write grant
cap root = service vfs : send grant
cap proc = service proc : send grant
cap account = account : manage grant
"""
# What is compiled or linked, and what must be said.
WRONG = {
    "int main(void) { return fork_twice(); }": "undefined symbol: fork_twice",
    "#include <sys/epoll.h>\nint main(void) { return 0; }": "'sys/epoll.h' file not found",
}


def make_project(folder):
    fresh(folder)
    for name, text in {"CMakeLists.txt": PROJECT, "square.c": SQUARE, "own.c": OWN, "starter.c": STARTER,
                       "starter.manifest": MANIFEST}.items():
        (folder / name).write_text(text)


def build_by_cc(cc, project, made):
    """In one step, and in two as make does it, without a warning: the same program."""
    fresh(made)
    sources = [project / "square.c", project / "own.c"]
    run(cc, "-Wall", "-Wextra", "-Werror", "-O2", *sources, "-lm", "-lpthread", "-o", made / "other")
    for source in sources:
        run(cc, "-Wall", "-Wextra", "-Werror", "-O2", "-MMD", "-c", source, "-o", made / f"{source.stem}.o")
    run(cc, made / "square.o", made / "own.o", "-lm", "-o", made / "steps")
    expect((made / "steps").read_bytes() == (made / "other").read_bytes(), "two steps make the same")
    for word in ("--version", "-dumpmachine", "-print-search-dirs"):
        run(cc, word)
    for text, words in WRONG.items():
        (made / "wrong.c").write_text(text)
        status, told = attempt(cc, made / "wrong.c", "-o", made / "wrong")
        expect(status and words in told, f"{words}\n{told}")


def code(program):
    """Its functions and data with their sizes, wherever they are: the linker takes its files in another order."""
    table = run("llvm-nm", "--print-size", "--defined-only", program).split("\n")
    return sorted(line.split()[1:] for line in table if len(line.split()) == 4)


def main():
    sdk, work = (Path(word).resolve() for word in sys.argv[1:])
    board = sdk / "share/tayberry/rpi3-aarch64"
    fresh(work)
    make_project(work / "project")
    build_by_cc(board / "tay-cc", work / "project", work / "made")
    build = work / "build"
    run("cmake", "-S", work / "project", "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
        "-DCMAKE_C_FLAGS_RELEASE=-O2", f"-DOTHER={work / 'made'}", f"-DCMAKE_TOOLCHAIN_FILE={board}/toolchain.cmake")
    commands = run("cmake", "--build", build, "--verbose")
    expect("square.c" in commands, commands)
    expect(len(code(build / "square.elf")) > 100, "there are functions")
    expect(code(build / "square.elf") == code(work / "made" / "other"), "CMake makes the same")
    told = run("timeout", "100", "cmake", "--build", build, "--target", "run")
    for words in ("c: 1.414 of process 1", "starter: status 2"):
        expect(words in told, f"{words}\n{told}")


if __name__ == "__main__":
    main()
