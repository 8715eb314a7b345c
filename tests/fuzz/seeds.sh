#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: seeds.sh FOLDER
#
# Writes what the fuzzers begin with: one folder each.

set -e
: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"

folder=$1
rm -rf "$folder"
for name in decode report segments options expect; do
	mkdir -p "$folder/$name"
done

"$builddir/tests/fuzz/seeds" "$folder" "$srcdir"/pcaps/*.pcap*

# Cases are written for what real captures do not hold: all links, all rules.
mkdir "$folder/cases"
for text in "$srcdir"/tests/cases/*/*/input*.txt; do
	slug=$(basename "$(dirname "$text")")-$(basename "$text" .txt)
	"$builddir/tests/mkpcap" "$text" "$folder/cases/$slug.pcap" ||
		echo "no seed: $text" >&2
done
"$builddir/tests/fuzz/seeds" "$folder" "$folder"/cases/*.pcap
rm -r "$folder/cases"

# Each option alone, with the first of its choices.
"$TCPLADDER" --dump-options | while IFS='	' read -r name _ argument _; do
	argument=${argument#\[}
	argument=${argument%\]}
	case $argument in
	-) printf -- '--%s\nx\n' "$name" ;;
	N | SECONDS) printf -- '--%s=100\nx\n' "$name" ;;
	N,*) printf -- '--%s=1,3-5\nx\n' "$name" ;;
	SLUG*) printf -- '--check\n--%s=reset\nx\n' "$name" ;;
	*) printf -- '--%s=%s\nx\n' "$name" "${argument%%|*}" ;;
	esac >"$folder/options/$name"
done
printf -- '--check\n--report=junit:x\n--report=tap\n-s\n4\n--fail-on=note\nx' \
	>"$folder/options/several"

cp "$srcdir"/tests/expect/*.ladder "$folder/expect"
for recorded in "$srcdir"/tests/expect/recorded/*; do
	cp "$recorded" "$folder/expect/recorded-${recorded##*/}"
done
for capture in "$srcdir"/pcaps/*.pcap*; do
	"$TCPLADDER" --record "$capture" \
		>"$folder/expect/$(basename "$capture").ladder"
done
