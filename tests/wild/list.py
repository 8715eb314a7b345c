#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Lists the findings of tcpladder in every capture below a folder.

    tests/wild/list.py [--tcpladder ./tcpladder] [--severity error]
                       [--rule SLUG]... FOLDER

One line a finding, tabs between: capture (its path below FOLDER), packet,
stream, rule, whose doing, expected, found (numbers as on the wire; empty
where there are none), message.  docs/errors-in-the-wild.md is written from
this list.  At the end, on standard error: how many of each rule.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys


def findings(tcpladder, path):
    """Yields (stream, finding) for each finding in one capture."""
    run = subprocess.run([tcpladder, "--ndjson", path],
                         capture_output=True, check=False)
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        row = json.loads(line)
        for finding in row.get("findings", []):
            yield row["stream"], finding


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tcpladder", default="./tcpladder")
    parser.add_argument("--severity", default="error")
    parser.add_argument("--rule", action="append")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    count = collections.Counter()
    captures = 0

    for path in sorted(options.folder.rglob("*")):
        if not path.is_file():
            continue
        captures += 1
        for stream, f in findings(options.tcpladder, path):
            if f["severity"] != options.severity:
                continue
            if options.rule and f["rule"] not in options.rule:
                continue
            count[f["rule"]] += 1
            numbers = [f.get("expected"), f.get("actual")]
            print(path.relative_to(options.folder), f["packet"], stream,
                  f["rule"], f["from"],
                  *("" if n is None else n for n in numbers), f["message"],
                  sep="\t")
    for rule, n in count.most_common():
        print(f"{n:6} {rule}", file=sys.stderr)
    print(f"{captures:6} captures", file=sys.stderr)


if __name__ == "__main__":
    main()
