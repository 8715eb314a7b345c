# SPDX-License-Identifier: BSD-2-Clause
"""Holds --json and --ndjson against schema/tcpladder-1.schema.json.

Every capture in pcaps/, and every case that mkpcap can make one of, goes
through both forms; each document and each line must be valid, both forms must
say the same, and what must add up must add up.  Run by run.sh, which sets
srcdir, builddir and TCPLADDER.
"""

import collections
import copy
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

SRCDIR = os.path.abspath(os.environ["srcdir"])
BUILDDIR = os.path.abspath(os.environ["builddir"])
PROGRAM = os.path.abspath(os.environ["TCPLADDER"])
SEGMENTS = ("none", "key", "all")
SHOWN_MAX = 20

failures = 0


def fail(what, why):
    global failures
    failures += 1
    if failures <= SHOWN_MAX:
        print(f"FAIL {what}: {why}")


def read(path):
    with open(os.path.join(SRCDIR, path), encoding="utf-8") as file:
        return file.read()


SCHEMA = json.loads(read("schema/tcpladder-1.schema.json"))


def validator(name):
    """Of one of the schema's definitions: its errors say more than oneOf's."""
    part = dict(SCHEMA, oneOf=[{"$ref": f"#/$defs/{name}"}])
    return Draft202012Validator(
        part, format_checker=Draft202012Validator.FORMAT_CHECKER
    )


VALIDATORS = {
    name: validator(name) for name in ("document", "last_line")
}


def validate(what, kind, value):
    def deepest(error):
        while error.context:
            error = error.context[0]
        return error

    for error in VALIDATORS[kind].iter_errors(value):
        error = deepest(error)
        path = "/".join(str(step) for step in error.absolute_path)
        fail(what, f"{kind} at {path}: {error.message[:300]}")
        return


def run(arguments, environment=None):
    """Standard output; what goes to standard error is for other tests."""
    result = subprocess.run(
        [PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ, **(environment or {})),
        check=False,
    )
    if result.returncode not in (0, 2):
        fail(arguments, f"exit status {result.returncode}")
    if result.returncode == 0 and not result.stdout:
        fail(arguments, "nothing was written")
    return result.stdout


def parse(what, text):
    """Strict JSON in strict UTF-8, no key twice."""

    def unique(pairs):
        keys = [key for key, _ in pairs]
        if len(keys) != len(set(keys)):
            raise ValueError(f"a key twice in {keys}")
        return dict(pairs)

    def no_constant(word):
        raise ValueError(f"{word} is no JSON")

    try:
        return json.loads(
            text.decode("utf-8"),
            object_pairs_hook=unique,
            parse_constant=no_constant,
        )
    except ValueError as error:
        fail(what, f"{error}: {text[:200]!r}")
        return None


def check_sums(what, document):
    capture = document["capture"]
    connections = document["connections"]
    packets = capture["tcp_segments"] + sum(capture["skipped"].values())
    outcomes = collections.Counter(c["outcome"] for c in connections)
    findings = collections.Counter(
        f["severity"]
        for part in (connections, document["listeners"])
        for one in part
        for f in one["findings"]
    )
    # An ICMP error may have spoken of a connection that has a number as well.
    numbers = list(range(len(connections)))
    if capture["skipped"]["not_tcp"]:
        numbers = sorted({c["stream"] for c in connections})
    for name, found, wanted in (
        ("packets", packets, capture["packets"]),
        ("connections", len(connections), capture["connections"]),
        ("outcomes", dict(outcomes), capture["outcomes"]),
        ("findings", findings, collections.Counter(capture["findings"])),
        ("streams", [c["stream"] for c in connections], numbers),
    ):
        if found != wanted:
            fail(what, f"{name}: {found} counted, {wanted} said")
    for listener in document["listeners"]:
        ends = listener["address"], listener["port"]
        came = collections.Counter(
            c["outcome"]
            for c in connections
            if (c["server"]["address"], c["server"]["port"]) == ends
        )
        for outcome in ("refused", "unanswered", "half-open"):
            if came[outcome] != listener[outcome.replace("-", "_")]:
                fail(what, f"{ends}: {outcome} is not {came[outcome]}")
    for connection in connections:
        numbers = [s["packet"] for s in connection["segments"]]
        if numbers != sorted(numbers):
            fail(what, f"stream {connection['stream']}: segments out of order")


def check_forms(what, document, lines):
    """The two forms say the same, to the type of each number: so what is valid in
    one is in the other, as both have one definition of a connection."""
    validate(what, "last_line", lines[-1])
    connections = sorted(lines[:-1], key=lambda line: line["stream"])
    if json.dumps(connections) != json.dumps(document["connections"]):
        fail(what, "the connections of --ndjson are not those of --json")
    frame = dict(lines[-1], connections=document["connections"])
    del frame["type"]
    if frame != document:
        fail(what, "the last line of --ndjson is not what --json says")


def check_capture(names, segments):
    """Returns the document; None where the file is no capture at all."""
    what = f"{' '.join(os.path.basename(n) for n in names)} --segments={segments}"
    options = [f"--segments={segments}", "--", *names]
    text = run(["--json", *options])
    lines = run(["--ndjson", *options]).splitlines()
    if not text and not lines:
        return None
    document = parse(what, text)
    lines = [parse(what, line) for line in lines]
    if document is None or None in lines or not lines:
        fail(what, "no output that can be read")
        return None
    before = failures
    # The others are parts of all, to the type of each number: check_segments().
    if segments == "all":
        validate(what, "document", document)
    if failures == before:
        check_forms(what, document, lines)
        check_sums(what, document)
    return document


def check_segments(name):
    """none is nothing, key is part of all, and nothing else differs."""
    found = {s: check_capture([name], s) for s in SEGMENTS}
    if None in found.values():
        fail(name, "nothing was written")
        return None
    every = copy.deepcopy(found["all"])
    for whole, key, none in zip(
        *(found[s]["connections"] for s in ("all", "key", "none"))
    ):
        if none["segments"]:
            fail(name, "segments in spite of --segments=none")
        every_segment = {json.dumps(s) for s in whole["segments"]}
        if any(json.dumps(s) not in every_segment for s in key["segments"]):
            fail(name, "a key segment that is not among all")
        whole["segments"] = key["segments"] = none["segments"]
    if len({json.dumps(document) for document in found.values()}) != 1:
        fail(name, "--segments changes more than the segments")
    return every


# What proves that the validator bites.
def mutants(document):
    connection = document["connections"][0]
    for key in connection:
        yield f"without {key}", lambda c, k=key: c.pop(k)
    yield "another field", lambda c: c.update(more=1)
    yield "0 for null", lambda c: c["close"].update(fin_1=0)
    yield "a time as text", lambda c: c.update(start="0.1")
    yield "an unknown outcome", lambda c: c.update(outcome="over")
    yield "a port", lambda c: c["client"].update(port=65536)
    yield "an address", lambda c: c["client"].update(address="192.0.2.300")
    yield "raw_seq", lambda c: c["segments"][0].update(raw_seq=2**32)
    yield "flags", lambda c: c["segments"][0].update(flags="ACK,SYN")
    yield "a comma", lambda c: c["segments"][0].update(flags=",SYN")
    yield "marks", lambda c: c["segments"][0].update(marks=["odd"])
    yield "three checks", lambda c: c["checks"].pop()
    yield "their order", lambda c: c["checks"].reverse()
    yield "pass and null", lambda c: c["checks"][0].update(actual=None)


def check_validator(document):
    for name, change in mutants(document):
        mutant = copy.deepcopy(document)
        change(mutant["connections"][0])
        if VALIDATORS["document"].is_valid(mutant):
            fail("the schema", f"allows {name}")


def check_schema():
    Draft202012Validator.check_schema(SCHEMA)
    document = SCHEMA["$defs"]["document"]["properties"]
    if document["connections"]["items"] != {"$ref": "#/$defs/connection"}:
        fail("the schema", "a line and a document differ in connections")
    marks = read("src/track/marks.def")
    rules, across = read("src/track/rules.def").split("RULES_NOT_OF_LISTENERS")
    for kind, key, path, text in (
        ("MARK", ("segment", "marks", "items"), "marks.def", marks),
        ("RULE", ("finding", "rule"), "rules.def", rules),
        ("RULE", ("listener_finding", "rule"), "rules.def", across),
    ):
        rows = re.findall(rf'^{kind}\(\w+,\s*"([^"]+)"', text, re.M)
        part = SCHEMA["$defs"][key[0]]["properties"]
        for step in key[1:]:
            part = part[step]
        if part["enum"] != rows:
            odd = sorted(set(part["enum"]) ^ set(rows))
            fail("the schema", f"{path} differs: {odd or 'the order'}")
    for name, part in SCHEMA["$defs"].items():
        fields = part.get("properties")
        if fields and (
            part["required"] != list(fields) or part["additionalProperties"]
        ):
            fail("the schema", f"{name} is not strict")


def check_names(scratch):
    """Names of files may be any bytes."""
    capture = os.path.join(SRCDIR, "pcaps/four-way-close.pcap")
    folder = os.path.join(scratch, "names").encode()
    os.mkdir(folder)
    for name in (
        b"caf\xc3\xa9",
        b"caf\xe9",
        b"half\xe2\x82",
        b"half\xf0\x9f\x92 way",
        b"over\xc0\xaf\xe0\x80\xaflong",
        b"surrogate\xed\xa0\x80",
        b"beyond\xf4\x90\x80\x80\xff\xfe",
        b'quote"back\\slash\ttab\nline\x01\x7f',
        b"\xf0\x9f\xa6\x88",
    ):
        path = os.path.join(folder, name)
        os.symlink(os.fsencode(capture), path)
        wanted = path.decode("utf-8", "replace")
        for form in (b"--json", b"--ndjson"):
            text = run([form, b"--segments=none", path])
            if form == b"--ndjson":
                text = text[text.rfind(b"\n", 0, -1) + 1 :]
            found = parse(repr(name), text)
            if found and found["files"][0]["name"] != wanted:
                fail(repr(name), f"became {found['files'][0]['name']!r}")


def check_odd_inputs(scratch):
    sound = os.path.join(SRCDIR, "pcaps/four-way-close.pcap")
    other = os.path.join(SRCDIR, "pcaps/ipv6.pcap")
    with open(sound, "rb") as file:
        content = file.read()
    for name, size in (("empty", 24), ("cut", 700), ("begun", 30)):
        path = os.path.join(scratch, name)
        with open(path, "wb") as file:
            file.write(content[:size])
        document = check_capture([path], "all")
        if document and name == "empty":
            capture = document["capture"]
            if (capture["start"], capture["duration"]) != (None, None):
                fail(name, "a capture without packets has a time")
        if document and document["files"][0]["cut_short"] != (name != "empty"):
            fail(name, "cut_short is wrong")
    check_capture([sound, other, sound], "all")


def check_places():
    """No locale and no time zone changes a byte."""
    capture = os.path.join(SRCDIR, "pcaps/retransmission-timeout.pcap")
    wanted = run(["--json", capture])
    for environment in (
        {"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kolkata"},
        {"LC_ALL": "ar_EG.UTF-8", "TZ": "right/America/New_York"},
    ):
        if run(["--json", capture], environment) != wanted:
            fail("--json", f"differs with {environment}")


def case_captures(scratch):
    mkpcap = os.path.join(BUILDDIR, "tests/mkpcap")
    if not os.access(mkpcap, os.X_OK):
        return
    pattern = os.path.join(SRCDIR, "tests/cases/*/*/input*.txt")
    for number, text in enumerate(sorted(glob.glob(pattern))):
        slug = os.path.basename(os.path.dirname(text))
        path = os.path.join(scratch, f"{number}-{slug}.pcap")
        if subprocess.run([mkpcap, text, path], check=False).returncode == 0:
            yield path


def main():
    check_schema()
    names = sorted(glob.glob(os.path.join(SRCDIR, "pcaps/*.pcap*")))
    if not names:
        fail("pcaps", "no captures")
    for name in names:
        document = check_segments(name)
        if document and name.endswith("/four-way-close.pcap"):
            check_validator(document)
    with tempfile.TemporaryDirectory() as scratch:
        check_odd_inputs(scratch)
        check_names(scratch)
        check_places()
        for path in case_captures(scratch):
            check_capture([path], "all")
    print(f"{failures} failures" if failures else "all is valid")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
