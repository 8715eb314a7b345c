#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""usage: hostile.py TCPLADDER CAPTURE GOOD... -- mutations of good files of expectations

Each is accepted, or refused with a line and a column; nothing crashes, nothing is told twice, and
no byte of it reaches the terminal raw. The same seed makes the same files.
"""

import os
import random
import re
import subprocess
import sys
import tempfile

COUNT = 200
SEED = 20261120
TOKENS = [b"connection", b"every", b"->", b">", b"<", b"...", b"..", b"data", b"bytes", b"SYN,ACK",
          b"seq J+1", b"ack", b"within", b"in", b"ms", b"+-", b"99999999999999999999", b"-1", b"*",
          b"x", b"x-4294967295", b"count", b"findings none but", b"no", b"mss", b"[::", b":", b",",
          b"0..0", b"9223372036854775807", b"\x00", b"\x1b[31m", b"\xff\xfe", b"\xe2\x86", b"\r",
          b"\xc2\xb1", b"#", b"=", b"1.5", b"\n", b"\t"]
REFUSAL = re.compile(rb"tcpladder: hostile\.ladder:[0-9]+:[0-9]+: expected [\x20-\x7e\x80-\xff]+\n")


def mutate(rng, good):
    """One to six changes of a file's bytes."""
    data = bytearray(good)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.randint(1, 30))
        kind = rng.randrange(6)
        if kind == 0:
            data[at:at] = rng.choice(TOKENS)
        elif kind == 1:
            del data[at:end]
        elif kind == 2:
            data[at:at] = data[at:end] * rng.choice((1, 2, 200))
        elif kind == 3 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 4:
            lines = data.split(b"\n")
            rng.shuffle(lines)
            data = bytearray(b"\n".join(lines))
        else:
            data[at:end] = b" " + rng.choice(TOKENS) + b" "
    return bytes(data)


def judge(tcpladder, capture, folder):
    """What is wrong with how the file was taken, or None."""
    run = subprocess.run([tcpladder, "--expect=hostile.ladder", capture], cwd=folder,
                         stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    if run.returncode in (0, 1):
        return run.stderr and "accepted, and something on standard error"
    if run.returncode != 2:
        return f"exit status {run.returncode}: {run.stderr.decode(errors='replace')}"
    if not REFUSAL.fullmatch(run.stderr):
        return f"refused with {run.stderr!r}"
    return None


def main():
    tcpladder, capture, *good = sys.argv[1:]
    samples = []
    for name in good:
        with open(name, "rb") as file:
            samples.append(file.read())
    rng = random.Random(SEED)
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(COUNT):
            data = mutate(rng, rng.choice(samples))
            with open(os.path.join(folder, "hostile.ladder"), "wb") as file:
                file.write(data)
            wrong = judge(os.path.abspath(tcpladder), os.path.abspath(capture), folder)
            if wrong:
                failures += 1
                print(f"file {number}: {wrong}\n{data!r}")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
