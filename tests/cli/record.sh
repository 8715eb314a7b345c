#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --record: what is written, that each sample accepts itself and another
# recording of its story, and not another story; and hostile files.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

pcaps=$srcdir/pcaps
again=$srcdir/tests/expect/again

record() {
	expect 0 '' --record "$1" >"$2"
}

# ---- what is written ----

for story in four-way-close http-many-connections j-plus-2 \
	reset-by-linger-0 simultaneous-close; do
	cp "$pcaps/$story.pcap" .
	record "$story.pcap" recorded
	wanted_file=$srcdir/tests/expect/recorded/$story.ladder
	[ -z "${BLESS-}" ] || cp recorded "$wanted_file"
	diff -u "$wanted_file" recorded >changes && continue
	wanted=
	fail --record "$story.pcap"
	cat changes >&2
done

expect 0 '' --record=ends sound.pcap >recorded
grep -qx 'connection 192.0.2.10:51734 -> 198.51.100.5:80' recorded || {
	wanted='addresses and ports'
	fail --record=ends
}
expect 0 '' --expect=recorded -q sound.pcap
expect 2 "tcpladder: --record=all: only --record=ends is known
Try 'tcpladder --help'." --record=all sound.pcap
expect 2 'tcpladder: nothing.pcap: No such file or directory' \
	--record nothing.pcap >recorded
# A part of the connections says nothing of all.
expect 0 '' --record -s 1-2 http-many-connections.pcap >recorded
! grep -q every recorded || fail --record -s 1-2
expect 0 '' --expect=recorded -q http-many-connections.pcap
# Of more than a hundred kinds, not all are told.
{
	number=0
	while [ $((number += 1)) -le 120 ]; do
		printf 'each 1\n+0.1 > SYN\n+0.01 < SYN,ACK\n+0 > ACK\n'
		printf '+0 > ACK len %d\nend\n' $number
	done
} >kinds.txt
"$builddir/tests/mkpcap" kinds.txt kinds.pcap || exit 99
record kinds.pcap recorded
if [ "$(grep -c '^connection ' recorded)" != 100 ] ||
	! grep -qx '# 20 connections of other kinds are not told' recorded; then
	wanted='a hundred kinds'
	fail --record kinds.pcap
fi
expect 0 '' --expect=recorded -q kinds.pcap
# Nothing at all is an expectation, too.
: >empty.txt
"$builddir/tests/mkpcap" empty.txt empty.pcap || exit 99
record empty.pcap recorded
expect 0 '' --expect=recorded -q empty.pcap
expect 1 '' --expect=recorded sound.pcap >out
# Where all is left out, there is nothing to expect, and a file that is there
# stays.
nothing='tcpladder: nothing to record:'
echo old >kept
expect 2 "$nothing --problems leaves no connection" \
	--record --problems -o kept sound.pcap
expect 2 "$nothing --stream leaves no connection" --record -s 7 sound.pcap >out
expect 2 "$nothing --stream and --problems leave no connection" \
	--record -s 0 -p sound.pcap >>out
if [ "$(cat kept)" != old ] || [ -s out ]; then
	wanted='nothing written'
	fail --record --problems
fi
expect 0 '' --record --problems j-plus-2.pcap >recorded
expect 0 '' --expect=recorded -q j-plus-2.pcap

# ---- the round trip ----

# accept LADDER CAPTURE: it accepts the capture, or what it told is shown.
accept() {
	before=$failures
	expect 0 '' --expect="$1" -q "$2" >out
	[ $failures = "$before" ] || cat out >&2
}

for capture in "$pcaps"/*.pcap "$pcaps"/*.pcapng; do
	name=$(basename "$capture")
	record "$capture" one
	accept one "$capture"
	[ -f "$again/$name" ] || continue
	accept one "$again/$name"
	record "$again/$name" other
	accept other "$capture"
done

# Another story is not accepted: each close, and each of these openings.
for name in four-way-close four-way-close-by-server three-segment-close \
	simultaneous-close half-close-with-data reset-by-linger-0 refused \
	unanswered-syn j-plus-2 zero-window; do
	record "$pcaps/$name.pcap" "$name.ladder"
done
for ladder in *.ladder; do
	for name in four-way-close four-way-close-by-server \
		three-segment-close simultaneous-close half-close-with-data \
		reset-by-linger-0 refused unanswered-syn j-plus-2 \
		zero-window; do
		[ "$name.ladder" = "$ladder" ] ||
			expect 1 '' --expect="$ladder" -q \
				"$pcaps/$name.pcap" >out
	done
done

# ---- hostile files ----

if command -v python3 >/dev/null; then
	python3 "$srcdir/tests/expect/hostile.py" "$TCPLADDER" sound.pcap \
		"$srcdir/tests/expect/health.ladder" four-way-close.ladder \
		zero-window.ladder || {
		wanted='hostile files refused or accepted'
		fail hostile.py
	}
fi

# ---- not without every segment ----

omitted='tcpladder: 12 segments are not kept, being past --max-segments=5 of '\
'their connection'
record sound.pcap recorded
expect 2 "$omitted" --max-segments=5 --record sound.pcap >out
expect 2 "$omitted" --max-segments=5 --expect=recorded -q sound.pcap >out
expect 2 "$omitted
$omitted" --max-segments=5 --compare=sound.pcap -q sound.pcap >out
expect 0 '' --max-segments=17 --expect=recorded -q sound.pcap

finish
