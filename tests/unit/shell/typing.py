#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Types at the shell as a person would, at a terminal of Linux, and compares what it shows.

usage: typing.py SHELL
"""

import os
import pty
import select
import signal
import sys
import tempfile
import time

LIMIT_S = 20
PROMPT = "P> "


class Typist:
    """A shell at a terminal of its own."""

    def __init__(self, shell, folder):
        self.said = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(shell, ["sh"], {"PATH": "/usr/bin:/bin", "PS1": PROMPT, "ASAN_OPTIONS": "detect_leaks=0"})
        self.expect(PROMPT)

    def expect(self, wanted):
        """Waits until it has said that, behind what was expected before."""
        end = time.monotonic() + LIMIT_S
        while True:
            at = self.said.find(wanted)
            if at >= 0:
                before, self.said = self.said[:at], self.said[at + len(wanted):]
                return before
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.terminal], [], [], left)[0]:
                raise SystemExit(f"FAILED: not said: {wanted!r}; but {self.said!r}")
            try:
                piece = os.read(self.terminal, 4096)
            except OSError:
                piece = b""
            if not piece:
                raise SystemExit(f"FAILED: ended without {wanted!r}; but {self.said!r}")
            self.said += piece.decode(errors="replace")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def command(self, text, wanted):
        """Types a line, and wants exactly this to be printed before the next prompt."""
        self.type(text + "\r")
        self.expect("\r\n")
        printed = self.expect(PROMPT).replace("\r\n", "\n")
        if printed != wanted:
            raise SystemExit(f"FAILED: {text!r} printed {printed!r} instead of {wanted!r}")

    def press_until(self, wanted, first=""):
        """Types a line, and then presses Return until that is said before a prompt."""
        deadline = time.monotonic() + LIMIT_S
        said = ""
        while wanted not in said:
            if time.monotonic() > deadline:
                raise SystemExit(f"FAILED: not said before a prompt: {wanted!r}")
            self.type(first + "\r")
            first = ""
            said = self.expect(PROMPT)
            time.sleep(0.05)

    def end(self):
        """Types Ctrl-D; the status."""
        self.type("\x04")
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.terminal], [], [], 0.05)[0]:
                try:
                    os.read(self.terminal, 4096)
                except OSError:
                    pass
        os.kill(self.pid, signal.SIGKILL)
        raise SystemExit("FAILED: Ctrl-D does not end it")


def edits(typist):
    typist.command("echo one", "one\n")
    typist.command("echo ab\x1b[DX", "aXb\n")
    typist.command("ech two\x01\x1b[C\x1b[C\x1b[Co", "two\n")
    typist.command("echo no\x15echo yes", "yes\n")
    typist.command("\x1b[A\x1b[A", "two\n")
    typist.command("\x12aX", "aXb\n")
    typist.command("echo \u00e4\u00f6\x7f!", "\u00e4!\n")
    typist.type("echo " + "x" * 200 + "\r")  # over three rows, which the editor breaks
    typist.expect("x" * 200 + "\r\n" + PROMPT)


def completes(typist, folder):
    for name in ("alpha.txt", "beta one", "beta two"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(f"in {name}\n")
    typist.command("cat al\t", "in alpha.txt\n")
    typist.type("cat be\t")
    typist.expect("beta\\ ")
    typist.type("\t")
    typist.expect("beta one")
    typist.expect("beta two")
    typist.expect("cat beta\\ ")
    typist.command("t\t", "in beta two\n")
    typist.command("ec\t tab", "tab\n")


def interrupts(typist):
    typist.type("echo given up\x03")
    typist.expect(PROMPT)
    typist.command("echo $?", "130\n")
    for job in ("sleep 100", "sleep 100 | { echo up; cat; }", "while :; do sleep 100; done", "(sleep 100; echo no)", "cat",
                "while :; do :; done", "x=$(sleep 100)", "read x"):
        typist.type(job + "\r" if "echo up" in job else f"echo up; {job}\r")
        typist.expect("\nup\r\n")
        typist.type("\x03")
        typist.expect(PROMPT)
        typist.command("echo $? next", "130 next\n")
    # Ctrl-C that came before the job had the terminal, and that the shell hears of late.
    typist.type("sleep 100 | { echo up; cat; }\r")
    typist.expect("\nup\r\n")
    time.sleep(0.2)
    os.kill(typist.pid, signal.SIGINT)
    typist.expect(PROMPT)
    typist.command("echo $? late", "130 late\n")


def runs_jobs(typist, folder):
    fifo = os.path.join(folder, "fifo")
    os.mkfifo(fifo)
    typist.type("cat fifo &\r")
    typist.expect("[1] ")
    pid = typist.expect("\r\n")
    typist.expect(PROMPT)
    typist.command(f"[ $! = {pid} ] && kill -0 $! && echo it runs", "it runs\n")
    typist.type("jobs\r")
    typist.expect(f"[1] {pid} running  cat fifo\r\n")
    typist.expect(PROMPT)
    with open(fifo, "w", encoding="utf-8"):
        pass  # its end
    typist.press_until(f"[1] {pid} done  cat fifo\r\n")
    typist.type("(echo up; exec sleep 100) | cat &\r")
    typist.expect("up\r\n")
    typist.type("fg\r")
    typist.expect("\n(echo up; exec sleep 100) | cat\r\n")
    typist.type("\x03")
    typist.expect(PROMPT)
    typist.command("jobs", "")
    typist.type("sleep 100 &\r")
    typist.expect(PROMPT)
    typist.press_until("ended by TERM  sleep 100\r\n", "kill %1")


def goes_on(typist):
    typist.type("if true\r")
    typist.expect("\r\n> ")
    typist.type("then echo joined; fi\r")
    typist.expect("joined\r\n")
    typist.expect(PROMPT)
    for wrong in ("echo )", "echo $((1/0))", "if true; do", "echo ${x!}", ". ./none", "x=(", "readonly r=1; r=2"):
        typist.type(wrong + "\r")
        typist.expect("\r\n")  # behind what the editor has shown, the prompt perhaps once more
        said = typist.expect(PROMPT)
        if "sh: " not in said:
            raise SystemExit(f"FAILED: {wrong!r} is not refused: {said!r}")
        typist.command("echo $?", "2\n")
    typist.type("if true\r")
    typist.expect("\r\n> ")
    typist.type("\x04")
    typist.expect("syntax error")
    typist.expect(PROMPT)
    typist.command("PS1='$((1+1))P> '", "2")
    typist.command("PS1='P> '", "")
    typist.command("sh -c 'stty raw -echo; kill -9 $$'", "sh: ended by signal KILL\n")
    typist.command("stty | grep -c raw; echo still lines", "0\nstill lines\n")


def main():
    shell = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        typist = Typist(shell, folder)
        edits(typist)
        completes(typist, folder)
        interrupts(typist)
        runs_jobs(typist, folder)
        goes_on(typist)
        typist.command("false", "")
        if typist.end() != 1:
            raise SystemExit("FAILED: the status is not that of the last command")
    print("typed all")


if __name__ == "__main__":
    main()
