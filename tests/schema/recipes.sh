#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs each block of shell in docs/recipes.md, in order and in one folder with
# the sample captures in it; each must say what the block after it shows.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"

for tool in jq sqlite3; do
	command -v $tool >/dev/null || {
		echo "skipped: needs $tool"
		exit 77
	}
done
# ->> came with 3.38.
sqlite3 :memory: "SELECT '{}'->>'a'" >/dev/null 2>&1 || {
	echo 'skipped: needs SQLite 3.38 or newer'
	exit 77
}

export LC_ALL=C
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$scratch/bin" "$scratch/run" || exit 99
ln -s "$(cd "$(dirname "$TCPLADDER")" && pwd)/${TCPLADDER##*/}" \
	"$scratch/bin/tcpladder"
PATH=$scratch/bin:$PATH
for capture in "$srcdir"/pcaps/*.pcap*; do
	ln -s "$(cd "$srcdir" && pwd)/pcaps/${capture##*/}" "$scratch/run"
done
"$builddir/tests/mkpcap" "$srcdir/tests/cases/rules/j-plus-1/input.txt" \
	"$scratch/run/wrong-ack.pcap" || exit 99

# Blocks become 1.sh, 1.text, 2.sh, …
awk -v folder="$scratch" '
	/^```sh$/ { file = folder "/" ++number ".sh"; next }
	/^```text$/ { file = folder "/" number ".text"; next }
	/^```$/ { close(file); file = ""; next }
	file { print > file }
' "$srcdir/docs/recipes.md"

failures=0
number=0
while number=$((number + 1)) && [ -f "$scratch/$number.sh" ]; do
	(cd "$scratch/run" && sh -e "$scratch/$number.sh") \
		>"$scratch/found" 2>&1
	# -b: uniq -c pads as its system likes.
	diff -bu "$scratch/$number.text" "$scratch/found" >"$scratch/diff" &&
		continue
	echo "FAIL: this differs (- as shown, + found):"
	cat "$scratch/$number.sh" "$scratch/diff"
	failures=$((failures + 1))
done
[ $number -gt 10 ] || {
	echo "only $((number - 1)) recipes found"
	exit 1
}
[ $failures = 0 ] || echo "$failures failed"
[ $failures = 0 ]
