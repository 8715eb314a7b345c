#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Takes captures, sound and damaged, through the program.

    tests/wild/hostile.py [-n 1000] [-s SEED] [--valgrind 50] FOLDER…

Below the folders, every capture as it is, and then as many variants as asked
for: cut somewhere, some bytes changed, or both.  Each goes through one of the
reports, by turns.  TCPLADDER should be built with --enable-sanitizers; every
so-many-th variant goes through PLAIN (a build without them) under valgrind as
well.  Nothing may be reported, nothing killed, nothing take longer than two
seconds of the processor, and JSON must be JSON.  What fails is kept in the
working folder.  Exit status 1 if anything does.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import tempfile

SECONDS = 2
HANG = 60  # by the clock: the machine may be busy
SIZE_MAX = 4 << 20
SANITIZER = 86
VALGRIND = 87

REPORTS = (
    ["--all"],
    ["--ascii", "--seq=both", "--time=date", "--width=60", "--color=always"],
    ["--list"],
    ["--json", "--segments=all", "--checksums"],
    ["--ndjson", "--linger=1", "--idle=1"],
    ["--problems"],
    ["--check"],
    ["--check", "--report=junit"],
    ["--check", "--report=sarif"],
    ["--check", "--report=github", "--fail-on=note"],
    ["--check", "--report=tap"],
    ["--record"],
    ["--record=ends", "--problems"],
    ["--compare={original}"],
    ["--expect={recorded}", "--report=tap"],
)
ENVIRONMENT = dict(
    os.environ,
    ASAN_OPTIONS=f"exitcode={SANITIZER}:abort_on_error=0",
    UBSAN_OPTIONS=f"exitcode={SANITIZER}:print_stacktrace=1",
    LSAN_OPTIONS=f"exitcode={SANITIZER}",
    LC_ALL="C.UTF-8",
)


def damage(content, chance):
    """Returns (how, bytes)."""
    how = chance.choice(("cut", "changed", "cut and changed"))
    content = bytearray(content)
    if "changed" in how and content:
        # Few or many, anywhere or close together.
        count = chance.choice((1, 2, 8, 64))
        near = chance.random() < 0.5
        start = chance.randrange(len(content))
        for _ in range(count):
            at = start + chance.randrange(64) if near else chance.randrange(len(content))
            if at < len(content):
                content[at] = chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))
    if "cut" in how:
        del content[chance.randrange(len(content) + 1):]
    return how, bytes(content)


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Run:
    def __init__(self, options):
        self.options = options
        self.counts = collections.Counter()
        self.worst = (0, "")
        self.failures = 0

    def fail(self, path, why, arguments):
        self.failures += 1
        kept = f"hostile-{self.failures}.pcap"
        pathlib.Path(kept).write_bytes(path.read_bytes())
        print(f"FAIL {kept} {' '.join(arguments)}: {why}", flush=True)

    def call(self, command, path, arguments):
        """Returns (status, output), or None where it failed."""
        before = used()
        try:
            done = subprocess.run(
                [*command, *arguments, "--", path], env=ENVIRONMENT,
                stdin=subprocess.DEVNULL, capture_output=True, timeout=HANG,
                check=False)
        except subprocess.TimeoutExpired:
            self.fail(path, f"{HANG} s by the clock", arguments)
            return None
        took = used() - before
        if len(command) == 1 and took > self.worst[0]:
            self.worst = (took, " ".join(arguments))
        if done.returncode not in (0, 1, 2):
            self.fail(path, f"exit status {done.returncode}: "
                      + done.stderr.decode(errors="replace")[-2000:], arguments)
            return None
        if len(command) == 1 and took > SECONDS:
            self.fail(path, f"{took:.1f} s", arguments)
        return done.returncode, done.stdout

    def check(self, path, arguments):
        found = self.call([self.options.tcpladder], path, arguments)
        if not found:
            return
        status, text = found
        self.counts[f"exit status {status}"] += 1
        if "--json" not in arguments and "--ndjson" not in arguments:
            return
        lines = text.splitlines() if "--ndjson" in arguments else [text]
        try:
            for line in lines:
                if line:
                    json.loads(line)
        except ValueError as error:
            self.fail(path, f"no JSON: {error}", arguments)

    def valgrind(self, path, arguments):
        self.counts["under valgrind"] += 1
        self.call(["valgrind", "-q", f"--error-exitcode={VALGRIND}",
                   "--leak-check=full", self.options.plain], path, arguments)

    def take(self, number, path, original, recorded):
        arguments = [a.format(original=original, recorded=recorded)
                     for a in REPORTS[number % len(REPORTS)]]
        self.check(path, arguments)
        share = self.options.valgrind
        if share and number % share == 0:
            self.valgrind(path, arguments)


def captures_of(folders):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and path.stat().st_size <= SIZE_MAX and \
                    any(s.startswith((".pcap", ".cap", ".trace")) for s in path.suffixes):
                yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("-n", "--variants", type=int, default=1000)
    parser.add_argument("-s", "--seed", type=int, default=1)
    parser.add_argument("--valgrind", type=int, default=0, metavar="EVERY")
    parser.add_argument("--tcpladder", default=os.environ.get("TCPLADDER", "./tcpladder"))
    parser.add_argument("--plain", default=os.environ.get("PLAIN", "./tcpladder"))
    parser.add_argument("folders", nargs="+")
    options = parser.parse_args()
    run = Run(options)
    chance = random.Random(options.seed)
    captures = list(captures_of(options.folders))
    with tempfile.TemporaryDirectory() as folder:
        recorded = os.path.join(folder, "recorded.ladder")
        with open(recorded, "wb") as file:
            file.write(b"connection * -> *:*\n  opens\n")
        variant = pathlib.Path(folder, "variant.pcap")
        for number, path in enumerate(captures):
            run.counts["plain"] += 1
            run.take(number, path, path, recorded)
        for number in range(options.variants if captures else 0):
            path = chance.choice(captures)
            how, content = damage(path.read_bytes(), chance)
            variant.write_bytes(content)
            run.counts[how] += 1
            run.take(number, variant, path, recorded)
    for what, count in sorted(run.counts.items()):
        print(f"{count:8d} {what}")
    print(f"{run.worst[0]:8.2f} s at most: {run.worst[1]}")
    print(f"{run.failures:8d} failures, {len(captures)} captures")
    sys.exit(1 if run.failures or not captures else 0)


if __name__ == "__main__":
    main()
