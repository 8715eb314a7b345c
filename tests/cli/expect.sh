#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --expect: every rule of the grammar, every error, what is met and what is
# not, and every exit status.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

pcaps=$srcdir/pcaps
tab=$(printf '\t')
"$builddir/tests/mkpcap" "$srcdir/tests/expect/health.txt" health.pcap || exit 99
cp "$srcdir/tests/expect/health.ladder" health.ladder

# ---- what is wrong with a file ----

# refuse FILE: every line of a table "PLACE: MESSAGE <tab> LINE": the line,
# second in a block, must be refused with that message at that place.
refuse() {
	while IFS=$tab read -r message line; do
		case $message in
		'' | '#'*) continue ;;
		1:*) printf '%s\n' "$line" ;;
		*) printf 'connection * -> *\n%s\n' "$line" ;;
		esac >bad.ladder
		expect 2 "tcpladder: bad.ladder:$message" \
			--expect=bad.ladder sound.pcap
	done
}

refuse <"$srcdir/tests/expect/errors.txt"

: >bad.ladder
expect 2 "tcpladder: bad.ladder:1:1: expected 'connection' or 'every connection', found the end of the file" \
	--expect=bad.ladder sound.pcap
printf 'connection * -> *\n\n > \000SYN\n' >bad.ladder
expect 2 'tcpladder: bad.ladder:3:4: expected text, found a NUL byte' \
	--expect=bad.ladder sound.pcap
head -c 4194305 /dev/zero | tr '\0' '#' >bad.ladder
expect 2 'tcpladder: bad.ladder: longer than the 4194304 bytes that are read of expectations' \
	--expect=bad.ladder sound.pcap
expect 2 'tcpladder: none.ladder: No such file or directory' \
	--expect=none.ladder sound.pcap
expect 2 'tcpladder: .: Is a directory' --expect=. sound.pcap
printf 'connection * -> *\ncount = 1\n\ncount = 2\n' >bad.ladder
expect 2 'tcpladder: bad.ladder:4:1: expected one count in a block, found another than in line 2' \
	--expect=bad.ladder sound.pcap
printf 'connection a:* -> *:x\n> SYN seq x\n' >bad.ladder
expect 2 "tcpladder: bad.ladder:2:11: expected a number, found 'x', a port since line 1" \
	--expect=bad.ladder sound.pcap
{
	echo 'connection * -> *'
	i=0
	while [ $((i += 1)) -le 5001 ]; do echo ...; done
} >bad.ladder
expect 2 'tcpladder: bad.ladder:5002:1: expected at most 5000 lines in a block' \
	--expect=bad.ladder sound.pcap

echo "+0 > SYN" >bare.txt
"$builddir/tests/mkpcap" bare.txt bare-syn.pcap || exit 99

# ---- what is met, and what is not ----

# hold: every line of a table "STATUS <tab> CAPTURE <tab> LINE|LINE…": the
# capture held against the lines; 0: met, 1: not met.
hold() {
	while IFS=$tab read -r status_wanted capture lines; do
		case $status_wanted in
		'' | '#'*) continue ;;
		esac
		case $lines in
		connection* | every*) ;;
		*) lines="connection * -> *|$lines" ;;
		esac
		printf '%s\n' "$lines" | tr '|' '\n' >some.ladder
		[ -f "$capture.pcap" ] || cp "$pcaps/$capture.pcap" . || exit 99
		before=$failures
		expect "$status_wanted" '' --expect=some.ladder \
			"$capture.pcap" >found
		[ $failures = "$before" ] || cat some.ladder found >&2
	done
}

hold <"$srcdir/tests/expect/held.txt"

# ---- the words ----

# print STATUS FILE ARGUMENT…: that exit status, and what the file holds on
# standard output.
print() {
	wanted_file=$srcdir/tests/expect/$2
	expect_status=$1
	shift 2
	LC_ALL=C.UTF-8 expect "$expect_status" '' "$@" >out
	[ -z "${BLESS-}" ] || cp out "$wanted_file"
	diff -u "$wanted_file" out >changes && return
	wanted=
	fail "$@"
	cat changes >&2
}

print 0 met.txt --expect=health.ladder health.pcap
print 0 quiet.txt --quiet --expect=health.ladder health.pcap
# The server acknowledges late, in all three.
sed 's/^+0.040 /+0.340 /' "$srcdir/tests/expect/health.txt" >late.txt
"$builddir/tests/mkpcap" late.txt late.pcap || exit 99
print 1 late.expected --expect=health.ladder late.pcap
print 1 ascii.expected --ascii --width=60 --expect=health.ladder late.pcap
# One more than there should be.
sed 's/^each 3/each 4/' "$srcdir/tests/expect/health.txt" >four.txt
"$builddir/tests/mkpcap" four.txt four.pcap || exit 99
print 1 four.expected --expect=health.ladder four.pcap
# A wrong J+1 in every one of five: three are shown.
sed 's/^each 3/each 5/; s/< SYN,ACK/& ack 2/' \
	"$srcdir/tests/expect/health.txt" >wrong.txt
"$builddir/tests/mkpcap" wrong.txt wrong.pcap || exit 99
print 1 wrong.expected --expect=health.ladder wrong.pcap
# A port that is not there.
sed 's/8080/8081/' health.ladder >other.ladder
print 1 other.expected --expect=other.ladder health.pcap
print 1 tap.expected --expect=health.ladder --report=tap late.pcap
print 1 late.expected --expect=health.ladder --report=tap:late.tap late.pcap
cmp -s late.tap "$srcdir/tests/expect/tap.expected" || {
	status='another report in the file'
	fail --report=tap:late.tap
}

# ---- exit statuses ----

expect 2 'tcpladder: nothing.pcap: No such file or directory' \
	--expect=health.ladder nothing.pcap
head -c 300 health.pcap >cut.pcap
expect_like 2 'tcpladder: cut.pcap: cut short .*' \
	--expect=health.ladder --quiet cut.pcap >out
expect 2 "tcpladder: --expect needs an argument: --expect=FILE
Try 'tcpladder --help'." --expect
expect 2 "tcpladder: no capture file given
Try 'tcpladder --help'." --expect=health.ladder
# The captures are one: the first alone has not all three.
expect 0 '' --expect=health.ladder -s 0-2 health.pcap >out
expect 1 '' --expect=health.ladder -s 0 health.pcap >out

finish
