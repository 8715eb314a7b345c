#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --report: each format as its readers read it, and where it goes.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"
export TCPLADDER

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

pcaps=$srcdir/pcaps
cp "$pcaps/j-plus-2.pcap" error.pcap
cp "$pcaps/refused.pcap" warning.pcap
cp "$pcaps/half-close-with-data.pcap" note.pcap
head -c 200 error.pcap >cut.pcap
hostile=$(printf 'a&<b>"c"\n::error::%%0A,]]>\377\342\200\256#\\é.pcap')
cp error.pcap "$hostile"
missing='tcpladder: nonesuch.pcap: No such file or directory'
cut='tcpladder: cut.pcap: cut short in the middle of packet 3; everything before it is shown'

junit=--report=junit:report.xml
if "$TCPLADDER" --check --report=junit:built.xml sound.pcap >out 2>err; then
	has_junit=true
else
	expr "$(cat err)" : '.*: this tcpladder was built without libxml2' \
		>/dev/null || cat err
	has_junit=false
	junit=
fi

# ---- all of them at once, of all that can be ----

# shellcheck disable=SC2086 # $junit may be none
expect 2 "$cut
$missing" --check $junit --report=sarif:report.sarif --report=github:report.txt \
	--report=tap:report.tap sound.pcap error.pcap warning.pcap note.pcap \
	cut.pcap nonesuch.pcap "$hostile" >lines
for file in lines report.*; do
	wanted="$file to hold something"
	[ -s "$file" ] || fail --check
done

# ---- read by others ----

if command -v python3 >/dev/null; then
	$has_junit || rm -f report.xml
	PYTHONDONTWRITEBYTECODE=1 python3 "$srcdir/tests/cli/reports.py" ||
		failures=$((failures + 1))
else
	echo 'without python3: JUnit, SARIF and annotations are not read'
fi

# verdict STATUS REPORT: prove says so of a report.
verdict() {
	prove -e cat "$2" >proof 2>&1
	[ $? = "$1" ] && return
	echo "FAIL: prove says of $2:"
	cat proof
	failures=$((failures + 1))
}
if command -v prove >/dev/null; then
	"$TCPLADDER" --check --report=tap:sound.tap sound.pcap note.pcap >out
	verdict 0 sound.tap
	verdict 1 report.tap
	prove -e cat report.tap >proof 2>&1
	grep -q 'Failed 5/' proof || {
		echo 'FAIL: not five failures in report.tap:'
		cat proof
		failures=$((failures + 1))
	}
else
	echo 'without prove: TAP is not read'
fi

# ---- in place of the lines ----

expect 1 '' --check --report=tap error.pcap >out
wanted='TAP and nothing else'
head -n 1 out | grep -qx 'TAP version 13' || fail --report=tap
expect 1 '' --check --report=tap:- --output=named error.pcap >empty
wanted='the same in a file'
cmp -s out named || fail --report=tap:- --output=named
[ ! -s empty ] || fail --report=tap:- --output=named
expect 1 '' --check --report=tap --report=github:both error.pcap >out
wanted='an annotation'
[ "$(cat both)" = '::error file=error.pcap,title=j-plus-1::error.pcap:packet 2: J+1: expected 3735928560, found 3735928561' ] ||
	fail --report=github:both

# ---- exit statuses do not depend on them ----

expect 0 '' --check --report=github sound.pcap >out
wanted='no annotation'
[ ! -s out ] || fail --report=github
expect 0 '' --check --report=github note.pcap >out
expect 1 '' --check --report=github --fail-on=note note.pcap >out
wanted='a notice'
grep -q '^::notice file=note.pcap,title=half-close::note.pcap:packet 8: ' out ||
	fail --report=github --fail-on=note

# ---- whole or not at all ----

expect_like 2 'tcpladder: nowhere/report: .*' \
	--check --report=tap:nowhere/report sound.pcap >out
if [ -c /dev/full ]; then
	expect_like 2 'tcpladder: standard output: .*' \
		--check --report=sarif sound.pcap >/dev/full
	expect_like 2 'tcpladder: /dev/full: .*' \
		--check --report=tap:/dev/full sound.pcap >out
fi
echo old >kept
(
	# No file may grow beyond one block.
	trap '' XFSZ
	ulimit -f 1
	"$TCPLADDER" --check --report=sarif:kept sound.pcap >out 2>err
)
status=$?
wanted='2, the old report, and nothing beside it'
{ [ $status = 2 ] && [ "$(cat kept)" = old ]; } || fail --report=sarif:kept
[ "$(echo kept*)" = kept ] || fail --report=sarif:kept

finish
