#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Breaks one number in each of many sound connections, and looks whether
tcpladder blames that number and no other.

usage: property.py [-n CONNECTIONS] [-s SEED] [-k]

Sound connections must be met with silence: no error, no warning.  In a
mutated one the only error must be the rule's, at the packet, with the numbers
expected and found; where sound peers could have sent the mutated number as
well ("may", see mutate.c), silence is right too.  Prints what differs, by
kind, with an example each; exit status 1 if anything does.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

BUILD = os.environ.get("builddir", ".")
TCPLADDER = os.environ.get("TCPLADDER", os.path.join(BUILD, "tcpladder"))
GENERATE = os.path.join(BUILD, "tests", "bench", "generate")
EXAMPLES = 3


def generate(path, connections, seed, mutate=None):
    command = [GENERATE, "--shape", "sound", "--seed", str(seed),
               "--connections", str(connections)]
    if mutate is not None:
        command += ["--mutate", str(mutate)]
    subprocess.run(command + [path], check=True, stdout=subprocess.DEVNULL)


def connections_of(path):
    """What tcpladder says of each connection, by stream."""
    run = subprocess.run([TCPLADDER, "--ndjson", "--segments=none", path],
                         stdout=subprocess.PIPE, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"tcpladder: exit status {run.returncode} on {path}")
    said = map(json.loads, run.stdout.splitlines())
    return {c["stream"]: c for c in said if c["type"] == "connection"}


def findings_of(connection, *severities):
    return [(f["rule"], f["packet"], f["expected"], f["actual"])
            for f in connection["findings"] if f["severity"] in severities]


def mutations_of(path):
    """(stream, rule, packet, expected, found, must) of each mutation."""
    with open(path + ".mutations", encoding="ascii") as lines:
        for line in lines:
            stream, rule, packet, expected, found, sure = line.split()
            yield (int(stream), rule, int(packet), int(expected), int(found),
                   sure == "must")


def which_way(expected, found):
    """Up or down, modulo 2^32; an ACK of M or N itself has its own name."""
    delta = (found - expected + 2**31) % 2**32 - 2**31
    return "-1" if delta == -1 else "up" if delta > 0 else "down"


def circumstances(connection):
    """What is special about it."""
    notes = {f["rule"] for f in connection["findings"]}
    special = sorted(notes & {"fast-open", "data-before-third-ack"})
    if connection["handshake"]["kind"] == "simultaneous":
        special.append("simultaneous open")
    return f" ({', '.join(special)})" if special else ""


class Differences:
    """What was not as demanded, by kind."""

    def __init__(self):
        self.kinds = collections.defaultdict(list)

    def add(self, kind, text):
        self.kinds[kind].append(text)

    def print(self):
        for kind, texts in sorted(self.kinds.items()):
            print(f"  {len(texts):5d} × {kind}")
            for text in texts[:EXAMPLES]:
                print(f"          {text}")


def judge_sound(connections, count, differences):
    if len(connections) != count:
        differences.add("sound: another number of connections",
                        f"{len(connections)}, not {count}")
    for stream, connection in connections.items():
        for finding in findings_of(connection, "error", "warning"):
            differences.add(f"sound: {finding[0]}", f"stream {stream}: "
                            "packet {1}, expected {2}, found {3}"
                            .format(*finding))


def judge_mutation(connection, mutation, differences):
    stream, rule, packet, expected, found, must = mutation
    errors = findings_of(connection, "error")
    wanted = (rule, packet, expected, found)
    way = which_way(expected, found)
    example = f"stream {stream}: {wanted}, said {errors}"

    if errors == [wanted] or (not errors and not must):
        return
    if not errors:
        kind = "silence"
    elif wanted in errors:
        kind = "more: " + ", ".join(sorted({e[0] for e in errors} - {rule}))
    elif [e[:2] for e in errors] == [wanted[:2]]:
        kind = "other numbers"
    else:
        kind = "instead: " + ", ".join(sorted({e[0] for e in errors}))
    differences.add(f"{rule} {way}: {kind}{circumstances(connection)}", example)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", "--connections", type=int, default=2000)
    parser.add_argument("-s", "--seed", type=int, default=1)
    parser.add_argument("-k", "--keep", action="store_true",
                        help="keep the captures, in the build's tests/bench")
    return parser.parse_args()


def run(folder, options):
    differences = Differences()
    sound = os.path.join(folder, "sound.pcap")
    mutated = os.path.join(folder, "mutated.pcap")

    generate(sound, options.connections, options.seed)
    judge_sound(connections_of(sound), options.connections, differences)
    generate(mutated, options.connections, options.seed, options.seed)
    connections = connections_of(mutated)
    mutations = list(mutations_of(mutated))
    for mutation in mutations:
        judge_mutation(connections[mutation[0]], mutation, differences)
    wrong = sum(map(len, differences.kinds.values()))
    sure = sum(m[5] for m in mutations)
    print(f"{options.connections} sound connections, {len(mutations)} "
          f"mutations ({sure} that must be found): {wrong} differences")
    differences.print()
    return 1 if wrong or not mutations else 0


def main():
    options = parse()
    if options.keep:
        return run(os.path.join(BUILD, "tests", "bench"), options)
    with tempfile.TemporaryDirectory() as folder:
        return run(folder, options)


if __name__ == "__main__":
    sys.exit(main())
