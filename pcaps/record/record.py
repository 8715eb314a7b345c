#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Record the sample captures again, from real sockets of this machine's kernel. Needs root."""

import argparse
import os
import sys

from netlab import Lab, Recorder
from stories import STORIES


def record(name, directory):
    """Play one story and leave its capture in `directory`."""
    story = STORIES[name]
    suffix = ".pcapng" if story["recorder"].get("pcapng") else ".pcap"
    path = os.path.join(directory, name + suffix)
    with Lab(**story["lab"]) as lab:
        with Recorder(lab.ends[story["side"]], path, **story["recorder"]):
            story["play"](lab)
    return path


def record_both(name, directory):
    """Play one story and leave what each side saw of it, NAME-client and NAME-server."""
    story = STORIES[name]
    paths = {side: os.path.join(directory, f"{name}-{side}.pcap") for side in ("client", "server")}
    with Lab(**story["lab"]) as lab:
        with Recorder(lab.ends["client"], paths["client"]), \
             Recorder(lab.ends["server"], paths["server"]):
            story["play"](lab)
    return paths["client"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="list the stories, and record none")
    parser.add_argument("--out", metavar="DIR",
                        default=os.path.join(os.path.dirname(__file__), ".."),
                        help="where the captures go (default: the directory above this script)")
    parser.add_argument("--both", action="store_true",
                        help="record at both sides: NAME-client.pcap and NAME-server.pcap")
    parser.add_argument("name", nargs="*", help="a story; without one, all of them")
    arguments = parser.parse_args()
    if arguments.list:
        print("\n".join(STORIES))
        return
    unknown = [name for name in arguments.name if name not in STORIES]
    if unknown:
        parser.error("no such story: " + ", ".join(unknown))
    if os.geteuid() != 0:
        sys.exit("record.py: needs root, to make network namespaces")
    os.makedirs(arguments.out, exist_ok=True)
    for name in arguments.name or STORIES:
        path = (record_both if arguments.both else record)(name, arguments.out)
        print(f"{name}: {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
