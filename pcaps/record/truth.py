#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Record random transfers at both ends, with the truth about each captured packet beside them.

Each run N leaves, in the directory given:

    N-client.pcap, N-server.pcap     what tcpdump saw at each end
    N-client.json, N-server.json     the truth about each packet of it, for score.py
    N-record.json                    the plan of the run, what the kernel traced, what the relay did

How the truth is found is explained in judge.py. Needs root, tcpdump(8), ss(8) and tracefs.
"""

import argparse
import json
import os
import sys

from capture_file import read_capture
from judge import Judge
from kernel_trace import TRACING, KernelTrace
from netlab import ADDRESS, Lab, Recorder
from transfer import Plan, prepare_network, run


def play(plan, prefix, trace):
    """Let a plan happen under observation; the relay, and the final states."""
    trace.clear()
    with Lab(plan.link, plan.mtu, plan.delay, plan.sysctls, offloads=plan.offloads) as lab:
        prepare_network(plan, lab.relay)
        with Recorder(lab.ends["client"], f"{prefix}-client.pcap", nanoseconds=True):
            with Recorder(lab.ends["server"], f"{prefix}-server.pcap", nanoseconds=True):
                finals = run(plan, lab)
    return lab.relay, finals


def record_run(plan, prefix, trace):
    """One run with everything beside it; the judge's disagreements."""
    relay, finals = play(plan, prefix, trace)
    events = trace.events(plan.port)
    captures = {side: read_capture(f"{prefix}-{side}.pcap") for side in ("client", "server")}
    judge = Judge(relay.log, relay.delivered, captures, events,
                  {side: ADDRESS[side][plan.version] for side in ADDRESS})
    final_states = judge.final_states(finals)
    for side in captures:
        write_json(f"{prefix}-{side}.json", {
            "capture": os.path.basename(f"{prefix}-{side}.pcap"), "side": side, "seed": plan.seed,
            "plan": plan.describe(), "final_states": final_states, "packets": judge.truth(side)})
    write_json(f"{prefix}-record.json", {
        "plan": plan.describe(), "kernel": events, "relay": relay.log,
        "disagreements": judge.disagreements})
    return judge.disagreements


def write_json(path, value):
    with open(path, "w", encoding="ascii") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def forget(prefix):
    """Remove what a run left that could not be judged."""
    for side in ("client", "server"):
        if os.path.exists(f"{prefix}-{side}.pcap"):
            os.unlink(f"{prefix}-{side}.pcap")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--runs", metavar="N", type=int, default=100)
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="seed of the first run")
    parser.add_argument("--offload", action="store_true",
                        help="let network cards cut large segments and join small ones (TSO, GRO)")
    parser.add_argument("--distance", metavar="FACTOR", type=float, default=1,
                        help="multiply the network's delays (2 to 40 ms each way)")
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("truth.py: needs root, to make network namespaces and to trace the kernel")
    if not os.path.isdir(f"{TRACING}/instances"):
        sys.exit(f"truth.py: needs tracefs: mount -t tracefs tracefs {TRACING}")
    os.makedirs(arguments.out, exist_ok=True)
    with KernelTrace() as trace:
        for seed in range(arguments.seed, arguments.seed + arguments.runs):
            prefix = os.path.join(arguments.out, f"{seed:04d}")
            plan = Plan(seed, arguments.offload, arguments.distance)
            try:
                problems = record_run(plan, prefix, trace)
            except ValueError as error:
                problems = [f"discarded: {error}"]
                forget(prefix)
            print(f"run {seed}:", "; ".join(problems) or "ok", flush=True)


if __name__ == "__main__":
    main()
