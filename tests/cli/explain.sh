#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --explain: alone, with a slug joined or apart, with several, with a wrong one.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

# wanted_in FILE TEXT: a line of the file is this text.
wanted_in() {
	grep -qxF -- "$2" "$1" && return
	echo "FAIL: $1 has no line '$2'" >&2
	failures=$((failures + 1))
}

# ---- all ----

expect 0 '' --explain >all
rules=$(grep -c '^[[:space:]]*RULE(' "$srcdir/src/track/rules.def")
[ "$(grep -c '^[a-z]' all)" = "$rules" ] || {
	echo "FAIL: --explain lists not all of the $rules rules" >&2
	failures=$((failures + 1))
}
wanted_in all 'refused                 warning  the SYN was answered with a reset'

# ---- each ----

"$TCPLADDER" --dump-rules | cut -f 1 >slugs
while read -r slug; do
	expect 0 '' --explain="$slug" >joined
	expect 0 '' --explain "$slug" >apart
	cmp -s joined apart || fail --explain "$slug"
	for heading in 'What it is' 'Why TCP is so' 'Usual causes' \
		'What to do' 'Where it is written'; do
		wanted_in joined "$heading"
	done
done <slugs

# ---- several ----

expect 0 '' --explain=reset half-open --explain=refused >several
wanted_in several 'reset (warning)'
wanted_in several 'half-open (warning)'
wanted_in several 'refused (warning)'
expect 0 '' --explain stale-syn -o file
wanted_in file 'stale-syn (note)'

# ---- wrong ----

hint="Try 'tcpladder --help'."
expect 2 "tcpladder: no rule clos-wait; is close-wait-pile meant?
$hint" --explain clos-wait
expect 2 "tcpladder: no rule zero-window; is zero-window-stall meant?
$hint" --explain=zero-window
expect 2 "tcpladder: no rule sound.pcap; is syn-on-open meant?
$hint" --explain reset sound.pcap
[ ! -c /dev/full ] ||
	expect_like 2 'tcpladder: standard output: .*' --explain reset >/dev/full

finish
