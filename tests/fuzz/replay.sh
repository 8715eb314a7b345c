#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What the fuzzers begin with, and what they have found before, once each.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"
export srcdir builddir TCPLADDER

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

sh "$srcdir/tests/fuzz/seeds.sh" "$scratch" || exit 99
status=0
for name in decode report segments options expect; do
	found=$srcdir/tests/fuzz/found/$name
	set -- "$scratch/$name"
	[ ! -d "$found" ] || set -- "$@" "$found"
	printf '%s: ' $name
	"$builddir/tests/fuzz/replay_$name" "$@" || status=1
done
exit $status
