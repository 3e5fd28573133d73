#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a user's project has: imported targets to link, and the targets run, debug, trace and
flash.

usage: targets.py SDK WORK

The commands that would wait for somebody, or look at the computer's disks, are replaced through PATH.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sdk import attempt, expect, fresh, run

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(several LANGUAGES C)
find_package(Tayberry 1.0 REQUIRED CONFIG)
tayberry_add_driver(device SOURCES main.c)
tayberry_add_server(plain SOURCES main.c)
target_link_libraries(plain PRIVATE Tayberry::posix)
tayberry_add_image(first SERVERS plain)
tayberry_add_image(second SERVERS device plain)
"""
MAIN = """\
#include <stdio.h>
#include <tay/driver.h>
__attribute__((noinline)) int has_driver_part(void)
{
    return tay_driver_map != 0;
}
int main(int count, char **words)
{
    (void)count;
    printf("%s at %d\\n", words[0], has_driver_part());
    return 0;
}
"""
DEVICE = "program = device\ncap log = log : write\ncap regs = device 0 0x215000 4K : read write\n"


def make_project(folder):
    fresh(folder)
    (folder / "CMakeLists.txt").write_text(PROJECT)
    (folder / "main.c").write_text(MAIN)
    (folder / "device.manifest").write_text(DEVICE)


def configure(sdk, board, folder, *words):
    return attempt("cmake", "-S", folder, "-B", folder / board, "-G", "Ninja",
                   f"-DCMAKE_TOOLCHAIN_FILE={sdk}/share/tayberry/{board}/toolchain.cmake", *words)


def replace(folder, name, body):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def build(folder, target, bin_folder=None, answer=""):
    path = f"{bin_folder}:{os.environ['PATH']}" if bin_folder else os.environ["PATH"]
    told = subprocess.run(["timeout", "-k", "2", "100", "cmake", "--build", folder, "--target",
                           target], input=answer, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, env={**os.environ, "PATH": path})
    return told.returncode, told.stdout


def expect_build(status, words, *build_words, **options):
    found, told = build(*build_words, **options)
    expect((found == 0) == (status == 0), f"{build_words[1]}: status {found}\n{told}")
    for word in words:
        expect(word in told, f"{build_words[1]} says {word}\n{told}")


def check_run(folder):
    expect_build(0, ["plain at 1", "every program has ended"], folder, "run")
    expect_build(0, ["plain at 1", "device at 1", "every program has ended"], folder, "run-second")


def check_debug(folder, bin_folder):
    """The real gdb, but with commands instead of a terminal."""
    gdb = shutil.which("gdb-multiarch")
    replace(bin_folder, "gdb-multiarch",
            f'exec {gdb} -batch "$@" -ex "tay break plain has_driver_part" '
            '-ex continue -ex bt -ex disconnect')
    expect_build(0, ["has_driver_part ()", "in main ("], folder, "debug", bin_folder)


def check_trace(folder):
    expect_build(0, ["thread_start", "trace-first.json", "trace-first.svg"], folder, "trace")
    trace = json.loads((folder / "trace-first.json").read_text())
    programs = {event["args"]["name"] for event in trace["traceEvents"]
                if event["name"] == "process_name"}
    expect({"cores", "init", "plain"} <= programs, f"the trace has {programs}")
    expect((folder / "trace-first.svg").read_text().startswith("<svg"), "and there is a picture")


def check_flash(folder, bin_folder, card):
    replace(bin_folder, "findmnt", "echo 'vfat /dev/sdz1 64M BOOT'")
    expect_build(1, ["-DTAYBERRY_CARD="], folder, "flash", bin_folder)
    run("cmake", f"-DTAYBERRY_CARD={card}", folder)
    expect_build(1, ["nothing was written"], folder, "flash", bin_folder)
    expect(not list(fresh(card).iterdir()), "nothing is written without a yes")
    expect_build(0, ["/dev/sdz1 64M BOOT"], folder, "flash-second", bin_folder, "yes\n")
    expect((card / "kernel8.img").read_bytes() == (folder / "second/kernel8.img").read_bytes(),
           "the image is on the card")
    expect("kernel_address=0x80000" in (card / "config.txt").read_text(), "config.txt, too")


def check_refusals(sdk, folder):
    """A driver without a device, a board that is not there, a version that is not this one."""
    (folder / "device.manifest").write_text("program = device\n")
    status, told = configure(sdk, "rpi3-aarch64", folder)
    expect(status and "device.manifest: no line" in told, told)
    status, told = configure(sdk, "x86", folder)
    expect(status and "it is not supported yet" in " ".join(told.split()), told)
    text = (folder / "CMakeLists.txt").read_text()
    (folder / "CMakeLists.txt").write_text(text.replace("Tayberry 1.0", "Tayberry 2.0"))
    status, told = configure(sdk, "rpi3-aarch64", folder)
    expect(status and 'compatible with requested version "2.0"' in " ".join(told.split()), told)


def main():
    sdk, work = (Path(word) for word in sys.argv[1:])
    fresh(work)
    project = work / "project"
    make_project(project)
    status, told = configure(sdk, "rpi3-aarch64", project)
    expect(status == 0, told)
    check_run(project / "rpi3-aarch64")
    check_debug(project / "rpi3-aarch64", work / "bin")
    check_trace(project / "rpi3-aarch64")
    check_flash(project / "rpi3-aarch64", work / "bin", fresh(work / "card"))
    status, told = configure(sdk, "virt-aarch64", project)
    expect(status == 0, told)
    expect_build(1, ["does not boot from a card"], project / "virt-aarch64", "flash")
    check_trace(project / "virt-aarch64")
    check_refusals(sdk, project)


if __name__ == "__main__":
    main()
