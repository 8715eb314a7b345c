#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A connection of which no segment is kept is followed leanly as long as it is
# ordinary (src/track/steady.h); what is said of it, and of all listeners, is
# what is said where every segment is kept.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$PWD/tcpladder}"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
failures=0
compared=0

# said OPTION…: the report without the segments, the last member of each
# connection.
said() {
	"$TCPLADDER" "$@" | sed 's/,"segments":\[.*$//'
}

# alike FILE OPTION…
alike() {
	file=$1
	shift
	said "$@" --segments=none "$file" >"$scratch/lean" 2>&1
	said "$@" --segments=key "$file" >"$scratch/whole" 2>&1
	compared=$((compared + 1))
	cmp -s "$scratch/lean" "$scratch/whole" && return
	echo "FAIL: $* $file: not the same without the segments:"
	diff "$scratch/lean" "$scratch/whole" | head -n 4 | cut -c 1-400
	failures=$((failures + 1))
}

set -- "$srcdir"/pcaps/*.pcap*
if [ -x "$builddir/tests/bench/generate" ]; then
	for shape in web churn; do
		"$builddir/tests/bench/generate" --shape $shape \
			--packets 3000 "$scratch/$shape.pcap" >/dev/null ||
			exit 99
		set -- "$@" "$scratch/$shape.pcap"
	done
fi
for file; do
	alike "$file" --json
	alike "$file" --ndjson
	alike "$file" --ndjson --linger=1
done

[ $compared -gt 100 ] || {
	echo "FAIL: only $compared comparisons"
	failures=$((failures + 1))
}
exit $((failures > 0))
