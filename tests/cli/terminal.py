# SPDX-License-Identifier: BSD-2-Clause
"""Runs the program in a terminal of our own.  Run by terminal.sh."""

import fcntl
import os
import pty
import struct
import sys
import termios

PROGRAM = os.path.abspath(os.environ["TCPLADDER"])
CAPTURE = os.path.join(os.path.abspath(os.environ["srcdir"]),
                       "pcaps/four-way-close.pcap")
COLUMNS = 72

failures = 0


def run(arguments, columns=COLUMNS, **environment):
    """Returns what the terminal was sent, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("NO_COLOR", None)
        os.environ.update(environment, LC_ALL="C.UTF-8")
        # The terminal is ours to set before the program asks for it.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execv(PROGRAM, [PROGRAM, *arguments])
    sent = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says so that nobody is left
            piece = b""
        if not piece:
            break
        sent += piece
    os.close(terminal)
    return sent.decode("utf-8", "replace"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def check(what, holds, sent):
    global failures
    if not holds:
        failures += 1
        print(f"FAIL {what}: {sent[:300]!r}")


def plain(sent):
    """Without colors, and without what progress left."""
    while "\033[" in sent:
        before, after = sent.split("\033[", 1)
        sent = before + after.lstrip("0123456789;")[1:]
    return sent


def main():
    sent, status = run([CAPTURE], PAGER="sed s/^/paged:/")
    check("a pager", status == 0 and "paged:" in sent, sent)
    check("color", "\033[32m" in sent, sent)
    sent, status = run(["--no-pager", CAPTURE], PAGER="sed s/^/paged:/")
    check("--no-pager", status == 0 and "paged:" not in sent and "#0" in sent, sent)
    lines = [line.split("\r")[-1] for line in plain(sent).replace("\r\n", "\n").split("\n")]
    check("its width", max(map(len, lines)) <= COLUMNS, sent)
    check("no more than its width needs", max(map(len, lines)) > 60, sent)
    for pager in ("", "cat"):
        sent, status = run([CAPTURE], PAGER=pager)
        check(f"PAGER={pager}", status == 0 and "#0" in sent, sent)
    sent, status = run([CAPTURE], PAGER="true")
    check("a pager that is left at once", status == 0 and "#0" not in sent, sent)
    sent, _ = run(["--no-pager", CAPTURE], NO_COLOR="1")
    check("NO_COLOR", "\033[32m" not in sent, sent)
    sent, _ = run(["--no-pager", CAPTURE], columns=20)
    check("a very narrow terminal", "#0" in sent, sent)
    sent, _ = run(["--no-pager", "--list", CAPTURE], columns=80)
    lines = [line.split("\r")[-1] for line in plain(sent).replace("\r\n", "\n").split("\n")]
    check("a list for its width", max(map(len, lines)) <= 80 and "duration" not in sent, sent)
    check("all of it that has room", lines[0].split() == ["stream", "start", "client", "server", "outcome"], sent)
    sent, _ = run(["--no-pager", "--list", CAPTURE], columns=200)
    check("a list in a wide terminal", "retr  notes" in sent, sent)
    sent, status = run(["--explain=reset"], PAGER="sed s/^/paged:/")
    check("an explanation in a pager", status == 0 and "paged:" in sent, sent)
    sent, status = run(["--check", CAPTURE], PAGER="sed s/^/paged:/")
    check("--check in a terminal", status == 0 and "1 connection" in sent, sent)
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
