#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The archive and the Debian package hold what is installed, and an example is built with what lies in
them.

usage: packages.py SOURCE BUILDS SDK WORK
"""

import os
import re
import sys
import tarfile
from pathlib import Path

from sdk import expect, fresh, run

# A board of each kind: real, and not supported yet.
PLACES = ("bin/tay-image", "include/tayberry/tay/server.h", "lib/cmake/Tayberry/TayberryConfig.cmake",
          "lib/tayberry/rpi3-aarch64/libtay.a", "share/tayberry/debugging/tay-trace.so",
          "share/tayberry/virt-aarch64/kernel.bin",
          "share/tayberry/armv6m/toolchain.cmake", "share/doc/tayberry-sdk/copyright")


def files(folder):
    return {str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file()}


def expect_files(found, installed, what):
    expect(found == installed, f"{what} has other files: {sorted(found ^ installed)[:9]}")
    for place in PLACES:
        expect(place in found, f"{what} has {place}")


def unpack_archive(archive, work, installed):
    with tarfile.open(archive) as tar:
        tar.extractall(work / "archive")
    top, = (work / "archive").iterdir()
    expect_files(files(top), installed, archive.name)
    return top


def check_fields(deb, source):
    fields = dict(line.split(": ", 1) for line in run("dpkg-deb", "-f", deb).splitlines()
                  if re.match(r"[A-Z]\S*: ", line))
    version = re.search(r"project\(Tayberry VERSION (\S+)",
                        (source / "CMakeLists.txt").read_text()).group(1)
    expect((fields["Package"], fields["Version"]) == ("tayberry-sdk", version), str(fields))
    wanted = {"clang", "cmake", "lld", "llvm", "ninja-build"}
    depends = {word.split()[0] for word in fields["Depends"].split(", ")}
    expect(wanted <= depends, f"it depends on {depends}")
    # What the SDK needs, building it needs, too.
    needed = {line.split("#")[0].strip()
              for line in (source / "tools/packages.txt").read_text().splitlines()}
    for name in depends | {word.split()[0] for word in fields["Recommends"].split(", ")}:
        expect(name in needed, f"{name} is in tools/packages.txt")


def unpack_deb(deb, work, installed):
    for line in run("dpkg-deb", "-c", deb).splitlines():
        mode, owner, *_, path = line.split()
        expect(owner == "root/root" and path.startswith("./usr/"), line)
        expect(mode[0] in "-d" and mode[5] == "-" and mode[8] == "-", f"nobody else writes: {line}")
    root = work / "deb"
    if os.getuid() == 0:
        dpkg(root, "--install", deb)
    else:
        run("dpkg-deb", "-x", deb, root)  # owners cannot be set
    expect_files(files(root / "usr"), installed, deb.name)
    return root / "usr"


def dpkg(root, *words):
    """In a system of its own, which has nothing that the package depends on."""
    (root / "var/lib/dpkg/info").mkdir(parents=True, exist_ok=True)
    (root / "var/lib/dpkg/updates").mkdir(exist_ok=True)
    (root / "var/lib/dpkg/status").touch()
    run("dpkg", f"--root={root}", "--force-depends", "--log=/dev/null", *words)


def remove_deb(work):
    """What others put beside its files stays."""
    root = work / "deb"
    if os.getuid() == 0:
        dpkg(root, "--purge", "tayberry-sdk")
        left = files(root / "usr")
        expect(left == {"include/stdio.h"}, f"the package leaves {sorted(left)[:9]}")


def build(source, sdk, board, folder):
    """As if installed in /usr, beside headers of the computer, which programs must not see."""
    (sdk / "include/stdio.h").write_text('#error "a header of the computer"\n')
    run("cmake", "-S", source / "examples/hello", "-B", folder, "-G", "Ninja",
        f"-DCMAKE_TOOLCHAIN_FILE={sdk}/share/tayberry/{board}/toolchain.cmake")
    told = run("timeout", "-k", "2", "100", "cmake", "--build", folder, "--target",
               "run-hello-image")
    expect("hello: hello, world" in told, told)


def main():
    source, builds, sdk, work = (Path(word) for word in sys.argv[1:])
    fresh(work)
    run("cpack", "--config", builds / "host-sim/CPackConfig.cmake", "-B", work / "made")
    installed = files(sdk)
    archive, = (work / "made").glob("*.tar.gz")
    deb, = (work / "made").glob("*.deb")
    check_fields(deb, source)
    build(source, unpack_archive(archive, work, installed), "rpi3-aarch64", work / "hello-archive")
    build(source, unpack_deb(deb, work, installed), "virt-aarch64", work / "hello-deb")
    remove_deb(work)


if __name__ == "__main__":
    main()
