#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tools, built for this computer, beside those that it has itself.

usage: tools_test.py FOLDER PROC [WORDS]

FOLDER has the tools; PROC, which they take for /proc, gets files of known content. Each case runs in a folder of its own with the same files. A case of SAME is run by
both: they must print the same, end with the same status, and leave the same files. A case of SAYS is
run by ours alone: what it says of an error, and its status, are written here. WORDS: only the
cases whose command has them.
"""

import concurrent.futures
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC0", "PATH": os.environ["PATH"], "COLUMNS": "40",
               "ASAN_OPTIONS": "abort_on_error=0:exitcode=99", "UBSAN_OPTIONS": "exitcode=99",
               "LLVM_PROFILE_FILE": os.devnull}  # a build that counts lines leaves no file there
LIMIT_S = 20
DAY_S = 24 * 60 * 60

NUMBERS = b"".join(b"line %d\n" % n for n in range(1, 2001))
FILES = {
    "a": b"one\ntwo words\n\tthree\n", "b": b"no newline at the end", "empty": b"", ".hidden": b"h\n",
    "numbers": NUMBERS, "zeros": bytes(100) + b"\x01" + bytes(64), "binary": bytes(range(256)) * 3,
    "words": b"pear\nApple\nfig\napple\nFig\n\nbanana\nfig\n",
    "table": b"carol 9 1.50\nbob 10 -2\nalice 9 01.5\n  dave 100 .5\nbob 2 0\n",
    "colons": b"x:b:3\ny:a:3\nz:a:10\nx::1\n", "long": b"x" * 10000 + b"\n" + b"y" * 9000,
    "dir/one": b"1\n", "dir/two": b"22\n", "dir/sub/deep": b"deep line\n", "dir/.dot": b"d\n",
    "other/one": b"another\n", "-dash": b"dashed\n", "with space": b"s\n",
}
FOLDERS = ["dir/none", "other/dir"]

PROC = {
    "processes": "pid parent group family state threads priority run_ns mapped_bytes slots name\n"
                 "2 0 2 2 waiting 1 12 123456789012 1048576 20 shell\n"
                 "12 2 12 2 running 1 - - 65536 9 a_long_name_of_a_program\n"
                 "13 2 12 2 ended 0 - - 0 0 ?\n",
    "services": "number state starts crashes priority started_ns used_bytes budget_bytes name\n"
                "1 runs 1 0 30 1000 200704 524288 proc\n2 given-up 5 5 25 0 0 0 memfs\n",
    "memory": "total_bytes: 992997376\nfree_bytes: 900001792\nkernel_bytes: 1048576\ncores: 4\n",
    "trace": "seconds event pid by value name\n"
             "0.500000001 join 2 - - shell\n1.000000000 start 12 2 - ls\n12.000000000 signal 12 2 15 ls\n"
             "12.000000345 end 12 2 signal-15 ls\n13.000000000 fork 13 2 - shell\n",
    "12/trace": "a_long_name_of_a_program: pc 0x1234\n",
    "service/memfs/trace": "memfs: does not run\n",
}

# Sizes of directories and what they take differ between file systems, not between programs.
SAME = r"""
true | false | echo | echo a b  c | echo -n x y | echo -- x | echo -n | echo 'a\nb'
cat a b | cat - < a | cat < b | cat a - b < a | cat empty | cat -u a | cat binary zeros | cat long | cat ./-dash | cat -- -dash
head a | head numbers | head -n 3 numbers | head -n3 numbers | head -3 numbers | head -n 0 a | head -n 5000 numbers
head -c 5 a | head -c 0 a | head -c 9000 numbers | head a b | head -n 1 a b empty - < a | head < numbers | head -n 1 b long
tail a | tail numbers | tail -n 3 numbers | tail -3 numbers | tail -n 0 a | tail -n 5000 numbers | tail -n +1995 numbers
tail -n +1 a | tail -n +0 a | tail -n +9999 a | tail -c 5 a | tail -c +5 a | tail -c 0 a | tail -c +0 a | tail -c 9000 numbers
tail < numbers | tail a b | tail -n 1 b long a | tail empty | tail -n 2 long | tail -n 1 | tail -n 700 numbers | tail -c 20000 binary
cat numbers | tail -n 1500 | tail -n +3
sort words | sort -r words | sort -u words | sort -f words | sort -fu words | sort -n table | sort -k 2n table | sort -k2,2 table
sort -k 2,2n -k 1,1r table | sort -k 3n table | sort -nrk 2 table | sort -t : -k 2 colons | sort -t: -k2,2 -k3,3n colons | sort -t: -k3nr colons
sort -k 1.2,1.3 words | sort -k 2.2b table | sort -b table | sort -bk2,2 -s table | sort -s -k 2,2n table | sort -k 1b,1 table | sort -k2 -u table
sort -n numbers words | sort -r numbers | sort - < words | sort < empty | sort b a | sort -c words | sort -c numbers | sort -cn table | sort -c -k 2 numbers
sort -u -k 2,2n table | sort -o out words | sort -o words words | sort -n words table | sort long words | sort -k 9 table | sort -nu table | sort -k 2,1 table
sort -t : -k 2b,2 colons | sort -rs -k2,2n table | sort -fr words | sort -k 3,3n -k 2,2nr table | sort binary
grep o a | grep -n o a words | grep -v o a | grep -c fig words | grep -ci FIG words | grep -i apple words | grep -q fig words | grep -q none words
grep 'f.g' words | grep '^$' words | grep -n '' words | grep -E 'fig|pear' words | grep -F . table | grep 'a*b' table | grep -E '^(b|c)o+' table | grep '[[:digit:]]\{2\}' table
grep -x fig words | grep -xi FIG words | grep -l fig a words | grep -lv x a words | grep -h o a table | grep -H o a | grep -e fig -e pear words
grep -x 'fig\|x' words table | grep '\(.\)\1' words | grep -E '(.)\1' words | grep -v '' words | grep -c '' empty b | grep one < a | grep one - a < a | grep -x '' words
grep x long | grep -c x long | grep -F -x 'bob 2 0' table | grep -Fi PEAR words | grep -E 'a{2}|e+' words | grep '[^a-z]' table | grep -n '\.' table | grep '\*' table
grep -s x none a | grep none a | grep -q one none a | grep -E '()' a | grep -E 'a|' words | grep -F '' words | grep 'line 1.*9$' numbers
wc -c a | wc -l numbers | wc -w a b | wc a b empty | wc -lw a | wc < a | wc - < a | wc -cl binary | wc -l words | wc -w < words | wc -l none words | wc long empty | wc -c < binary
hexdump a | hexdump -C a | hexdump -C b | hexdump zeros | hexdump -C zeros | hexdump -Cv zeros | hexdump -n 20 -C binary | hexdump -s 5 -n 7 -C binary
hexdump -C empty | hexdump -C a b | hexdump -C < a | hexdump -s 3 a | hexdump -v zeros | hexdump -C binary | hexdump binary | hexdump -n 0 -C a | hexdump -C -s 1K numbers
mkdir new | mkdir -p n/e/w | mkdir -p dir/sub | mkdir new new2 new | mkdir -p new/ | mkdir -p n//e | mkdir -p ./x/../y
rmdir dir/none | rmdir -p made/it | rmdir dir/none other/dir
rm a | rm a b | rm -f none | rm -f | rm -r dir | rm -rf dir none other | rm -R dir a | rm -d dir/none | rm -- -dash | rm ./-dash | rm 'with space' | rm -fd dir/none none
cp a new | cp a b dir | cp -r dir new | cp -R dir other | cp a dir/one | cp -f a b | cp a b/../new | cp dir/one dir/two other | cp -r dir/ new | cp -r dir a other | cp -r dir/. new | cp long binary other
mv a new | mv a b | mv a b dir | mv dir new | mv dir other | mv a dir/one | mv -f a b | mv -n a b | mv a dir/ | mv dir/sub dir/none . | mv other/one other/dir
touch new | touch -c new | touch a new | touch -d '2020-02-29 12:34:56' a new | touch -d 2020-02-29 a | touch -d '@86400' a | touch dir
tee x < a | tee -a a < b | tee x y < numbers | tee < a | tee -a new < a | tee x < empty | tee -i x < a
ls | ls -1 | ls -a | ls -A | ls dir | ls -R | ls -aR dir | ls a b | ls a dir other | ls -d dir | ls -r | ls -1r dir other a | ls -F | ls -CT0 | ls -CaT0 | ls -CFT0 dir . | ls empty
ls -S -1 a b numbers long | ls -t a numbers long | ls -tr a numbers long | ls -l a b numbers | ls -ln a numbers empty | ls -lh numbers long a | ls -l old | ls dir/none | ls ./dir/ | ls -R dir/none dir/sub | ls -- -dash
date -d '2024-02-29 12:34:56' | date -d '2024-02-29' +%Y/%m/%d | date -u -d @1700000000 +%s | date -d @0 '+%H:%M:%S %j %a' | date -d '1999-12-31 23:59' '+100%%' | date -d @5 +
uname | uname -s | uname -sm | uname -rv | uname -n | uname -mrsn
sleep 0 | sleep 0.01 0.01s | sleep .001m
kill -l 15 | kill -l KILL | kill -l term | kill -0 1x
"""

# (command, all that it prints): where others differ.
PRINTS = [
    ("echo -e x -n", "-e x -n\n"),
    ("kill -l 137 130", "KILL\nINT\n"),
    ("ls -l old", "-rw-r--r-- 1 0 0 4 Feb  5  1971 old\n"),
    ("ps", "  PID  PPID  PGID STATE    PRI      TIME MEMORY NAME\n"
           "    2     0     2 waiting   12   2:03.45   1.0M shell\n"
           "   12     2    12 running    -         -    64K a_long_name_of_a_program\n"
           "   13     2    12 ended      -         -      0 ?\n"),
    ("ps -a | tail -n 2", "    -     -     - runs      30         -   196K proc\n"
                          "    -     -     - given-up  25         -      0 memfs\n"),
    ("free", "             total        used        free      kernel\n"
             "memory      969724       90816      878908        1024\n"),
    ("free -h | tail -n 1", "memory        947M         89M        859M        1.0M\n"),
    ("free -b | tail -n 1", "memory   992997376    92995584   900001792     1048576\n"),
    ("free -m | tail -n 1", "memory         946          88         858           1\n"),
    ("top -d 0.01 -n 1 | tail -n +2",
     "memory: 947M, of which 859M are free; cores: 4\n"
     "  PID   CPU% STATE    MEMORY NAME\n"
     "    2    0.0 waiting    1.0M shell\n"
     "   12    0.0 running     64K a_long_name_of_a_program\n"
     "   13    0.0 ended         0 ?\n"),
    ("trace",
     "        SECONDS EVENT    PID    BY VALUE      NAME\n"
     "    0.500000001 join       2     - -          shell\n"
     "    1.000000000 start     12     2 -          ls\n"
     "   12.000000000 signal    12     2 15         ls\n"
     "   12.000000345 end       12     2 signal-15  ls\n"
     "   13.000000000 fork      13     2 -          shell\n"),
    ("trace -n 1 | tail -n +2", "   13.000000000 fork      13     2 -          shell\n"),
    ("trace -n 1 -p 12 | tail -n +2", "   12.000000345 end       12     2 signal-15  ls\n"),
    ("trace -p 2 | wc -l | tr -d ' '", "6\n"),
    ("trace -p 14; trace -n 0", "        SECONDS EVENT    PID    BY VALUE      NAME\n" * 2),
    ("trace 12 memfs", "a_long_name_of_a_program: pc 0x1234\nmemfs: does not run\n"),
    ("env -i A=1 B= C=x=y", "A=1\nB=\nC=x=y\n"),
    ("env -i PATH=/bin A=1 sh -c 'echo $A $0' x", "1 x\n"),
    ("A=1 env -u A sh -c 'echo _$A'", "_\n"),
    ("cat /dev/zero | head -c 3 | hexdump -C",
     "00000000  00 00 00                                          |...|\n00000003\n"),
    ("sort numbers | head -n 1; yes | head -n 100000 | sort -u; cat numbers | grep -q line && echo found",
     "line 1\ny\nfound\n"),
    ("date -d @1700000000", "Tue Nov 14 22:13:20 UTC 2023\n"),
]

# (command, words of its error output, status); what ours says is its own.
SAYS = [
    ("cat none a", "cat: none: No such file or directory\n", 1),
    ("cat dir", "cat: dir: Is a directory\n", 1),
    ("cat a >> a", "cat: a: is the output, too\n", 1),
    ("cat -z", "cat: unknown option -z\ncat: usage: cat [-u] [FILE...]\n", 2),
    ("cat a > {full}", "cat: write error: No space left on device\n", 1),
    ("ls none a", "ls: none: No such file or directory\n", 1),
    ("ls -Z", "ls: unknown option -Z\n", 2),
    ("ls > {full}", "ls: write error: No space left on device\n", 1),
    ("ls a/b", "ls: a/b: Not a directory\n", 1),
    ("cp a", "cp: operands are missing\n", 2),
    ("cp none b", "cp: none: No such file or directory\n", 1),
    ("cp dir x", "cp: dir: is a directory, and -r was not given\n", 1),
    ("cp a ./a", "cp: a: is the same file as ./a\n", 1),
    ("cp a b none", "cp: none: Not a directory\n", 1),
    ("cp -r dir dir/sub", "cp: dir/sub/dir: cannot be copied into itself\n", 1),
    ("cp -r dir a", "cp: a: Not a directory\n", 1),
    ("cp none a dir", "cp: none: No such file or directory\n", 1),
    ("cp a {full}", "cp: {full}: No space left on device\n", 1),
    ("mv none b", "mv: none: No such file or directory\n", 1),
    ("mv a a", "mv: a: is the same file as a\n", 1),
    ("mv dir dir/sub", "mv: dir: cannot be moved to dir/sub/dir, below itself\n", 1),
    ("mv dir a", "mv: dir: Not a directory\n", 1),
    ("mv a", "mv: operands are missing\n", 2),
    ("rm none a", "rm: none: No such file or directory\n", 1),
    ("rm dir", "rm: dir: Is a directory\n", 1),
    ("rm -r . .. dir/.", "rm: .: is not removed\nrm: ..: is not removed\nrm: dir/.: is not removed\n", 1),
    ("rm -rf /", "rm: /: is not removed\n", 1),
    ("rm -d dir", "rm: dir: Directory not empty\n", 1),
    ("rm", "rm: operands are missing\n", 2),
    ("mkdir dir", "mkdir: dir: File exists\n", 1),
    ("mkdir -p a/b", "mkdir: a: File exists\n", 1),
    ("mkdir x/y", "mkdir: x/y: No such file or directory\n", 1),
    ("mkdir -p ''", "mkdir: : No such file or directory\n", 1),
    ("rmdir dir", "rmdir: dir: Directory not empty\n", 1),
    ("rmdir a none", "rmdir: a: Not a directory\nrmdir: none: No such file or directory\n", 1),
    ("head -n x a", "head: x: is no number\n", 2),
    ("head none", "head: none: No such file or directory\n", 1),
    ("head -n", "head: option -n wants a value\n", 2),
    ("head -n 99999999999999999999 a", "head: 99999999999999999999: is no number\n", 2),
    ("tail -n -x a", "tail: -x: is no number\n", 2),
    ("tail none a", "tail: none: No such file or directory\n", 1),
    ("tail dir", "tail: dir: Is a directory\n", 1),
    ("wc none a", "wc: none: No such file or directory\n", 1),
    ("wc dir", "wc: dir: Is a directory\n", 1),
    ("sort none", "sort: none: No such file or directory\n", 2),
    ("sort -k 0 a", "sort: 0: is no key\n", 2),
    ("sort -k 1,x a", "sort: 1,x: is no key\n", 2),
    ("sort -t ab a", "sort: ab: is no separator: it must be one byte\n", 2),
    ("sort -o none/x a", "sort: none/x: No such file or directory\n", 2),
    ("sort a > {full}", "sort: write error: No space left on device\n", 2),
    ("sort -c words", "sort: words:2: out of order: Apple\n", 1),
    ("grep", "grep: there is no pattern\n", 2),
    ("grep 'a[' a", "grep: a[: ", 2),
    ("grep -E '(' a", "grep: (: ", 2),
    ("grep x none a", "grep: none: No such file or directory\n", 2),
    ("grep o none a", "grep: none: No such file or directory\n", 2),
    ("grep x dir", "grep: dir: Is a directory\n", 2),
    ("hexdump none a", "hexdump: none: No such file or directory\n", 1),
    ("hexdump -n x a", "hexdump: x: is no number of bytes\n", 2),
    ("touch none/x a", "touch: none/x: No such file or directory\n", 1),
    ("touch -d 2021-02-29 a", "touch: 2021-02-29: is no date\n", 2),
    ("date x", "date: x: is no format\n", 2),
    ("date -d 2024-13-01", "date: 2024-13-01: is no date\n", 2),
    ("date -d '2024-01-01 24:00'", "date: 2024-01-01 24:00: is no date\n", 2),
    ("sleep", "sleep: operands are missing\n", 2),
    ("sleep x", "sleep: x: is no time\n", 2),
    ("sleep 1w", "sleep: 1w: is no time\n", 2),
    ("tee none/x < a", "tee: none/x: No such file or directory\n", 1),
    ("tee {full} < a", "tee: {full}: No space left on device\n", 1),
    ("kill", "kill: operands are missing\n", 2),
    ("kill x", "kill: x: is no number of a process\n", 1),
    ("kill -NONE 1", "kill: NONE: is no signal\n", 2),
    ("kill -s", "kill: option -s wants a value\n", 2),
    ("kill -l 99", "kill: 99: is no signal\n", 1),
    ("ps x", "ps: x: is no option\n", 2),
    ("free 1", "free: 1: is no option\n", 2),
    ("top -d x", "top: x: is no time\n", 2),
    ("trace -n x", "trace: x: is no number\n", 2),
    ("trace -p ls", "trace: ls: is no number\n", 2),
    ("trace -n 1 memfs", "trace: memfs: is no option\n", 2),
    ("trace 13 ../12 '' .", "trace: 13: there is no process of this number, and no service of this name\n"
     "trace: ../12: there is no process of this number, and no service of this name\n"
     "trace: : there is no", 1),
    ("trace memory", "trace: memory: there is no process of this number", 1),
    ("env none", "env: none: No such file or directory\n", 127),
    ("env ./a", "env: ./a: Permission denied\n", 126),
    ("env -u A=1", "env: A=1: is no name\n", 2),
    ("kill 2147483647", "kill: 2147483647: No such process\n", 1),
]


def make_files(folder):
    """The files of a case, of known ages."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "made/it").mkdir(parents=True)
    (folder / "old").write_bytes(b"old\n")
    os.utime(folder / "old", (DAY_S * 400, DAY_S * 400))
    for age, name in enumerate(sorted(FILES)):
        os.utime(folder / name, (10**9 + age * 1000, 10**9 + age * 1000))


def files_of(folder):
    """Names and contents of all that is there, and the ages that a tool may have set."""
    found = {}
    for path in sorted(folder.rglob("*")):
        age = path.stat().st_mtime
        is_set = path.is_file() and age < 1.6e9  # else now, of which there is more than one
        found[str(path.relative_to(folder))] = (
            path.read_bytes() if path.is_file() else None, age if is_set else 0)
    return found


def run(command, tools):
    """Runs a command of the shell with the tools of a folder, or, without one, of this computer."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        folder.mkdir()
        make_files(folder)
        environment = dict(ENVIRONMENT)
        if tools:
            environment["PATH"] = f"{tools}:{environment['PATH']}"
        # Names that the shell has itself are ours all the same.
        shell = "".join(f"{name}() {{ {tools or '/bin'}/{name} \"$@\"; }}; "
                        for name in ("echo", "true", "false", "kill"))
        done = subprocess.run(["dash", "-c", shell + command], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S)
        return done.stdout, done.stderr.decode(), done.returncode, files_of(folder)


def normal(command, output):
    """What two programs need not agree in: blanks between the numbers of wc."""
    return [line.split() for line in output.splitlines()] if command.startswith("wc") else output


def compare(command, tools):
    """Why ours is not as theirs; empty: it is."""
    theirs = command.replace("ls -l ", "ls -ln ").replace("ls -lh ", "ls -lnh ").replace(
        "grep -", "grep -a -").replace("ls -", "ls --color=never -")
    mine = command.replace("T0", "")
    stdout, stderr, status, files = run(mine, tools)
    wanted_stdout, _, wanted_status, wanted_files = run(theirs, None)
    if normal(command, stdout) != normal(command, wanted_stdout):
        return f"prints {stdout!r} instead of {wanted_stdout!r}"
    if status != wanted_status and not (status > 0 and wanted_status > 0 and "-0" in command):
        return f"status {status} instead of {wanted_status}: {stderr}"
    if files != wanted_files:
        changed = {name for name in files.keys() | wanted_files.keys()
                   if files.get(name) != wanted_files.get(name)}
        return f"leaves other files: {sorted(changed)}"
    return ""


def check_words(command, words, wanted_status, tools):
    _, stderr, status, _ = run(command.format(full="/dev/full"), tools)
    words = words.format(full="/dev/full")
    if words not in stderr:
        return f"says {stderr!r} instead of {words!r}"
    return "" if status == wanted_status else f"status {status} instead of {wanted_status}"


def commands():
    for line in SAME.strip().splitlines():
        if line.startswith("cat numbers"):
            yield line  # a pipe, not a list
            continue
        yield from (part.strip() for part in split(line))


def split(line):
    """The parts of a line between ` | ` that are not quoted."""
    lexer = shlex.shlex(line, posix=False, punctuation_chars="")
    lexer.whitespace_split = True
    part = []
    for word in lexer:
        if word == "|":
            yield " ".join(part)
            part = []
        else:
            part.append(word)
    yield " ".join(part)


def try_same(command, tools):
    why = compare(command, tools)
    return f"{command}: {why}" if why else ""


def try_prints(command, wanted, tools):
    printed = run(command, tools)[0].decode()
    return "" if printed == wanted else f"{command}: prints {printed!r} instead of {wanted!r}"


def try_says(command, words, status, tools):
    why = check_words(command, words, status, tools)
    return f"{command}: {why}" if why else ""


def try_follow(_, tools):
    """tail -f tells what is added, and begins anew with a file that has become shorter."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "log"
        path.write_text("one\ntwo\n")
        with subprocess.Popen([f"{tools}/tail", "-n", "1", "-f", path], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=ENVIRONMENT, text=True) as process:
            limit = threading.Timer(LIMIT_S, process.kill)
            limit.start()
            said = [process.stdout.readline()]
            with path.open("a") as log:
                log.write("three\n")
            said.append(process.stdout.readline())
            path.write_text("4\n")
            said.append(process.stdout.readline())
            process.kill()
            complaint = process.stderr.read()
            limit.cancel()
    if said != ["two\n", "three\n", "4\n"] or "has become shorter" not in complaint:
        return f"tail -f: prints {said}, says {complaint!r}"
    return ""


def main():
    tools = os.path.abspath(sys.argv[1])
    wanted = sys.argv[3] if len(sys.argv) > 3 else ""
    for name, content in PROC.items():
        path = Path(sys.argv[2]) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    for tool in ("dash", "hexdump"):
        if shutil.which(tool) is None:
            raise SystemExit(f"there is no {tool} to compare with")
    cases = [(try_same, command) for command in commands()]
    cases += [(try_prints, *case) for case in PRINTS] + [(try_says, *case) for case in SAYS]
    cases.append((try_follow, "tail -f"))
    cases = [case for case in cases if wanted in case[1]]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        told = list(pool.map(lambda case: case[0](*case[1:], tools), cases))
    failures = [why for why in told if why]
    for failure in failures:
        print(failure[:2000])
    print(f"{len(cases)} cases, {len(failures)} failed")
    if failures or not cases:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
