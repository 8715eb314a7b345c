#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --check: what is printed, and every exit status.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

pcaps=$srcdir/pcaps
cp "$pcaps/j-plus-2.pcap" error.pcap       # j-plus-1, aborted-open
cp "$pcaps/refused.pcap" warning.pcap      # refused
cp "$pcaps/half-close-with-data.pcap" note.pcap # half-close
head -c 200 error.pcap >cut.pcap

hint="Try 'tcpladder --help'."
quiet='1 file, 1 connection: 0 errors, 0 warnings,'
the_error='error.pcap:packet 2: error: J+1: expected 3735928560, found 3735928561 [j-plus-1]'
the_warning='warning.pcap:packet 2: warning: The server answered the SYN with a reset after 20.5 ms: nobody listens on that port, or a firewall says so [refused]'
the_note='note.pcap:packet 8: note: The server sent 2400 bytes more after the FIN of its peer, over 262 ms [half-close]'
aborted='error.pcap:packet 3: note: The client reset the connection before the handshake was complete [aborted-open]'

# print STATUS OUTPUT ARGUMENT…: that exit status, exactly this on standard
# output, nothing on standard error.
print() {
	wanted_output=$2
	expect_status=$1
	shift 2
	expect "$expect_status" '' "$@" >"$scratch/out"
	[ "$(cat "$scratch/out")" = "$wanted_output" ] && return
	wanted=$wanted_output
	fail "$@"
	sed 's/^/    found: /' "$scratch/out" >&2
}

# ---- what is wrong, and nothing else ----

print 0 "$quiet 0 notes" --check sound.pcap
print 1 "$the_error
1 file, 1 connection: 1 error, 0 warnings, 1 note" --check error.pcap
print 0 "$the_warning
1 file, 1 connection: 0 errors, 1 warning, 0 notes" --check warning.pcap
print 0 "$quiet 1 note" --check note.pcap
print 1 "$the_error" --check --quiet error.pcap
print 0 '' --check --quiet sound.pcap

# ---- several files, each a capture of its own ----

print 1 "$the_error
$the_warning
3 files, 3 connections: 1 error, 1 warning, 1 note" \
	--check sound.pcap error.pcap warning.pcap
print 1 "$the_error
$the_error
2 files, 2 connections: 2 errors, 0 warnings, 2 notes" \
	--check error.pcap error.pcap
print 1 "-${the_error#error.pcap}
1 file, 1 connection: 1 error, 0 warnings, 1 note" --check - <error.pcap

# ---- thresholds ----

print 0 "$quiet 0 notes" --check --fail-on=note sound.pcap
print 1 "$the_note
$quiet 1 note" --check --fail-on=note note.pcap
print 0 "$quiet 1 note" --check --fail-on=warning note.pcap
print 1 "$the_warning
1 file, 1 connection: 0 errors, 1 warning, 0 notes" \
	--check --fail-on=warning warning.pcap
print 1 "$the_error
1 file, 1 connection: 1 error, 0 warnings, 1 note" \
	--check --fail-on=warning error.pcap
print 1 "$the_error
$aborted
1 file, 1 connection: 1 error, 0 warnings, 1 note" \
	--check --fail-on=note error.pcap

# ---- rules chosen ----

print 0 "$quiet 1 note" --check --ignore=j-plus-1 error.pcap
print 0 "$quiet 0 notes" --check --ignore=j-plus-1,aborted-open error.pcap
print 0 "$quiet 0 notes" --check --ignore=j-plus-1 --ignore aborted-open \
	error.pcap
print 1 "$the_error
1 file, 1 connection: 1 error, 0 warnings, 0 notes" \
	--check --only=j-plus-1 error.pcap
print 0 "$aborted
$quiet 1 note" --check --only=refused,aborted-open error.pcap
print 0 "$quiet 0 notes" --check --only=refused error.pcap
print 0 "$quiet 0 notes" --check --ignore=j-plus-1 --only=j-plus-1 error.pcap
print 0 "$quiet 0 notes" --check --only=j-plus-1 --ignore=j-plus-1 error.pcap

# ---- what goes with it ----

print 0 '1 file, 0 connections: 0 errors, 0 warnings, 0 notes' \
	--check --stream=7 error.pcap
print 0 '1 file, 0 connections: 0 errors, 0 warnings, 0 notes' \
	--check --filter='udp' error.pcap
print 1 '' --check --output=lines error.pcap
wanted="$the_error in the file"
head -n 1 lines | grep -qxF "$the_error" || fail --check --output=lines
print 0 "$("$TCPLADDER" --list sound.pcap)" --check --list sound.pcap

# ---- names that mean mischief ----

name=$(printf 'a\nb\033[31m%%\\.pcap')
cp error.pcap "$name"
print 1 "a\\x0Ab\\x1B[31m%\\.pcap${the_error#error.pcap}
1 file, 1 connection: 1 error, 0 warnings, 1 note" --check "$name"

# ---- trouble ----

usage() {
	reason=$1
	shift
	expect 2 "tcpladder: $reason
$hint" "$@"
}

usage 'no capture file given' --check
usage '--fail-on=fatal: choose one of error|warning|note' \
	--check --fail-on=fatal error.pcap
usage 'no rule j-plus; is j-plus-1 meant?' --check --ignore=j-plus error.pcap
usage 'no rule refusd; is refused meant?' --check --only=reset,refusd error.pcap
usage 'no rule ""; is reset meant?' --check --ignore=reset, error.pcap
usage '--report goes with --check or --expect' --report=tap error.pcap
for option in --fail-on=note --ignore=reset --only=reset; do
	usage "${option%%=*} goes with --check" "$option" error.pcap
done
usage '--report=xml:x: choose one of junit, sarif, github or tap' \
	--check --report=xml:x error.pcap
usage '--report=tap:: give a file after the colon' \
	--check --report=tap: error.pcap
usage '--report=sarif: another report goes to standard output' \
	--check --report=tap --report=sarif error.pcap
usage '--report=sarif:x: another report goes to x' \
	--check --report=tap:x --report=sarif:x error.pcap

expect 2 'tcpladder: nonesuch.pcap: No such file or directory' \
	--check nonesuch.pcap >out
expect 2 'tcpladder: nonesuch.pcap: No such file or directory' \
	--check nonesuch.pcap error.pcap >out
wanted="$the_error after a file that is not there"
head -n 1 out | grep -qxF "$the_error" || fail --check
expect 2 'tcpladder: cut.pcap: cut short in the middle of packet 3; everything before it is shown' \
	--check cut.pcap >out
wanted="cut.${the_error#error.} and 2"
head -n 1 out | grep -qxF "cut.${the_error#error.}" || fail --check cut.pcap
{
	head -c 172 error.pcap
	le32 0 0 99999999 99999999
} >damaged.pcap
expect_like 2 'tcpladder: damaged\.pcap: damaged at packet 3: .*' \
	--check damaged.pcap >out
wanted="damaged.${the_error#error.} and 2"
head -n 1 out | grep -qxF "damaged.${the_error#error.}" ||
	fail --check damaged.pcap
expect_like 2 "tcpladder: error\\.pcap: filter 'tcp prot 80': .*syntax error" \
	--check --filter='tcp prot 80' error.pcap >out
expect_like 2 'tcpladder: nowhere/lines: .*' \
	--check --output=nowhere/lines error.pcap
if [ -c /dev/full ]; then
	expect_like 2 'tcpladder: standard output: .*' --check error.pcap \
		>/dev/full
fi

finish
