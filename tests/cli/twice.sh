#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --problems reads a file twice, so as to keep the segments of nothing that is
# not shown, and a pipe once: what it says is the same.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"
compared=0

# alike FILE OPTION…: as a file, from a pipe, and as standard input that is a
# file; but for its name.
alike() {
	file=$1
	shift
	"$TCPLADDER" "$@" "$file" 2>&1 | sed 's/"name":"[^"]*"//' >"$scratch/file"
	# shellcheck disable=SC2002 # a pipe, not a file
	cat "$file" | "$TCPLADDER" "$@" - 2>&1 |
		sed 's/"name":"[^"]*"//' >"$scratch/pipe"
	"$TCPLADDER" "$@" - <"$file" 2>&1 |
		sed 's/"name":"[^"]*"//' >"$scratch/stdin"
	compared=$((compared + 1))
	cmp -s "$scratch/file" "$scratch/pipe" &&
		cmp -s "$scratch/file" "$scratch/stdin" && return
	echo "FAIL: $* $file: a file and a pipe are not told alike:"
	diff "$scratch/file" "$scratch/pipe" | head -n 4 | cut -c 1-400
	failures=$((failures + 1))
}

set -- "$srcdir"/pcaps/*.pcap*
if [ -x "$builddir/tests/bench/generate" ]; then
	"$builddir/tests/bench/generate" --shape web --packets 5000 \
		"$scratch/web.pcap" >/dev/null || exit 99
	set -- "$@" "$scratch/web.pcap"
fi
for file; do
	alike "$file" --problems --width=80
	alike "$file" --problems --all --stream=0-100 --width=80
	alike "$file" --json --problems --segments=all
	alike "$file" --json --problems --filter='greater 60'
done

# Compressed, where that can be read.
if grep -q '^#define HAVE_LIBARCHIVE' "$builddir/config.h" &&
	gzip -c "$srcdir/pcaps/j-plus-2.pcap" >"$scratch/packed" 2>/dev/null; then
	alike "$scratch/packed" --problems --width=80
fi

# Of a long connection without a problem, no segment is kept.
if [ -x "$builddir/tests/bench/generate" ]; then
	"$builddir/tests/bench/generate" --shape bulk --packets 60000 \
		--snaplen 96 "$scratch/bulk.pcap" >/dev/null || exit 99
	held() {
		"$builddir/tests/bench/measure" 1 "$TCPLADDER" --no-sandbox \
			"$@" "$scratch/bulk.pcap" | cut -d ' ' -f 2
	}
	problems=$(held --json --segments=all --problems)
	all=$(held --json --segments=all)
	[ "$((problems + 2000))" -lt "$all" ] || {
		echo "FAIL: --problems held $problems KiB, and all takes $all"
		failures=$((failures + 1))
	}
fi

[ $compared -gt 100 ] || {
	echo "FAIL: only $compared comparisons"
	failures=$((failures + 1))
}
finish
