#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Types at the shell over the UART of QEMU, as a person would, and compares what it shows.

usage: type.py IMAGE -- QEMU ARGUMENT...
"""

import codecs
import subprocess
import sys
import threading

LIMIT_S = 250


class Machine:
    """A machine that is typed at."""

    def __init__(self, image, qemu):
        command = [*qemu, "-kernel", image, "-append", "exit=semihosting seed=1"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.timer = threading.Timer(LIMIT_S, self.process.kill)
        self.timer.start()
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self.said = ""  # and not yet expected

    def expect(self, wanted):
        """Waits until it has said that, behind what was expected before; what was in between."""
        while wanted not in self.said:
            piece = self.process.stdout.read1(4096)
            if not piece:
                raise SystemExit(f"FAILED: ended without {wanted!r}, but {self.said!r}")
            text = self.decoder.decode(piece)
            print(text, end="", flush=True)
            self.said += text
        before, _, self.said = self.said.partition(wanted)
        return before

    def type(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def run(self, command, *wanted):
        """Types a command, and wants lines to be said before the mark that another one says."""
        self.type(command + "\r")
        for line in wanted:
            self.expect("\n" + line + "\r")
        self.expect("> ")
        self.type("echo mark$((1+1))\r")
        self.expect("\nmark2\r")
        self.expect("> ")

    def end(self):
        status = self.process.wait()
        self.timer.cancel()
        return status


def words_and_pipes(machine):
    machine.run("echo 'one  two' | cat", "one  two")
    machine.run("x=value; echo ${x} $((6 * 7)) $(echo inner) \"$x\"", "value 42 inner value")
    machine.run("cd /tmp; pwd", "/tmp")
    machine.run("echo in > out; echo more >> out; cat < out", "in", "more")
    machine.run("printf 'b\\na\\n' | sort", "a", "b")
    machine.run("cat none; echo $?", "cat: none: No such file or directory", "1")
    machine.run("cat none 2>/dev/null || echo failed", "failed")
    machine.run("nothing; echo $?", "sh: nothing: not found", "127")
    machine.run("for i in 1 2 3; do echo $i; done | wc -l", "3")
    machine.run("ls /boot/rom/b*/ca?", "/boot/rom/bin/cat")
    machine.run("(exit 7); echo $?", "7")


def editing(machine):
    machine.run("echo ab\x1b[DX\x01\x1b[C\x1b[C\x1b[C\x1b[C\x05c", "aXbc")
    machine.run("echo again")
    machine.run("\x1b[A\x1b[A", "again")
    machine.run("ec\thistory; cat ../tmp/o\t", "history", "in")
    machine.run("/boot/rom/bin/l\t/bo\tro\tbi\tsle\t", "/boot/rom/bin/sleep")
    machine.run("echo \u00e4\u00f6\x7f", "\u00e4")


def jobs(machine):
    machine.type("sleep 100 &\r")
    machine.expect("\n[1] ")
    pid = machine.expect("\r")
    machine.run(f"[ $! = {pid} ] && echo it is; jobs", "it is", f"[1] {pid} running  sleep 100")
    machine.run("kill %1; wait $!; echo $?", "143")
    machine.run("true & wait; echo $?", "0")
    for job in ("echo up; sleep 100", "sleep 100 | { echo up; cat; }", "while :; do echo up; sleep 100; done",
                "(echo up; cat)", "echo up; while :; do :; done", "x=$(echo up >&2; sleep 100)", "echo up; read x"):
        machine.type(job + "\r")
        machine.expect("\nup\r")
        machine.type("\x03")
        machine.expect("> ")
        machine.run("echo $?", "130")
    machine.type("echo given up\x03")
    machine.expect("\n")
    machine.expect("> ")
    machine.type("echo up; cat\r")  # what is typed before the shell has given up raw mode stays raw
    machine.expect("\nup\r")
    machine.type("typed to cat\r\x04")
    machine.expect("typed to cat\r\n")
    machine.expect("typed to cat\r\n")
    machine.expect("> ")


def restarted_console(machine):
    """The console is started again, as for the first time, while the shell waits for a key: the line goes on."""
    machine.type("{ sleep 1; svc restart console >said; } &\r")
    machine.expect("> ")
    machine.type("echo ha")
    machine.expect("echo ha")
    machine.expect("init: console: started again")
    machine.expect("> echo ha")
    machine.type("lf $((40 + 2))\r")
    machine.expect("\nhalf 42\r")
    machine.expect("> ")
    machine.run("wait; cat said", "svc: console: done")
    machine.type("echo up; sleep 100\r")  # and Ctrl-C reaches jobs as before
    machine.expect("\nup\r")
    machine.type("\x03")
    machine.expect("> ")
    machine.run("echo $?", "130")


def scripts(machine):
    machine.type("cat > script <<'E'\r")
    for line in ("echo script $0 $1 $#", "while read line; do echo \"<$line>\"; done < out", "exit 3", "E"):
        machine.expect("\r\n> ")
        machine.type(line + "\r")
    machine.run("sh script arg; echo $?", "script script arg 1", "<in>", "<more>", "3")
    machine.run("./script; echo $?", "script ./script 0", "<in>", "<more>", "3")
    machine.run("echo '#!/boot/rom/bin/sh' > hash; echo 'echo hash $1' >> hash; ./hash x", "hash x")
    machine.run("if )", "sh: syntax error: unexpected ')'")
    machine.run("echo $((1/0)) never", "sh: arithmetic: '1/0': division by zero")
    for body in ("f", "case x in x) while eval f; do f; done;; esac"):
        machine.run("f() { " + body + "; }; f 2>&1 | sort -u", "sh: commands lie too deep in each other")


def main():
    at = sys.argv.index("--")
    machine = Machine(sys.argv[1], sys.argv[at + 1:])
    machine.expect("> ")
    for part in (words_and_pipes, editing, jobs, restarted_console, scripts):
        part(machine)
    machine.type("\x04")
    machine.expect("every program has ended")
    status = machine.end()
    if status != 0:
        raise SystemExit(f"FAILED: status {status}")


if __name__ == "__main__":
    main()
