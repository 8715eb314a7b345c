#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# With many connections, segments are taken in batches where the file's size is
# known.  Standard input has none: the same capture must tell the same.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

python3 -c '' 2>/dev/null || {
	echo 'skipped: needs python3'
	exit 77
}
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

python3 "$srcdir/tests/cli/many.py" "$scratch/many.pcap" || exit 99
status=0
for form in '--ndjson --segments=none' --list '--check --fail-on=note'; do
	# shellcheck disable=SC2086
	"$TCPLADDER" $form "$scratch/many.pcap" >"$scratch/file"
	# shellcheck disable=SC2086
	"$TCPLADDER" $form - <"$scratch/many.pcap" >"$scratch/input"
	for told in file input; do
		sed "s|$scratch/many.pcap|NAME|; s|\"-\"|\"NAME\"|; s|^-:|NAME:|; s|standard input|NAME|" \
			"$scratch/$told" >"$scratch/$told.named"
	done
	[ -s "$scratch/file" ] && cmp "$scratch/file.named" "$scratch/input.named" &&
		continue
	echo "FAIL $form: a file and standard input differ"
	status=1
done

# Of those that were let go of, JSON has the number and nothing else.
"$TCPLADDER" --json --segments=none --max-connections=100 "$scratch/many.pcap" |
	python3 -c '
import json, sys
told = json.load(sys.stdin)
gone, listed = told["capture"]["connections_evicted"], told["connections"]
assert gone > 0 and listed, (gone, len(listed))
assert gone + len(listed) == told["capture"]["connections"]
' || {
	echo 'FAIL --json --max-connections'
	status=1
}
exit $status
