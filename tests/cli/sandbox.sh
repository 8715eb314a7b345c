#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The sandbox from outside: everything works in it that worked without, and
# what it is made of is told.  What it refuses, tests/sandboxed tells.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

wrong() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# ---- it is told ----

"$TCPLADDER" --no-sandbox --version | sed -n 2p >told
[ "$(cat told)" = 'sandbox: off (--no-sandbox)' ] ||
	wrong "--no-sandbox --version: $(cat told)"
"$TCPLADDER" --version | sed -n 2p >told
if ! grep -q '^#define ENABLE_SANDBOX 1' "$builddir/config.h"; then
	[ "$(cat told)" = 'sandbox: none in this build' ] ||
		wrong "--version: $(cat told)"
	finish
fi

# ---- the kernel says the same ----

# While it waits for its capture: the lines of its status in /proc.
mkfifo slow.pcap
if [ -r /proc/self/status ]; then
	: >status
	"$TCPLADDER" slow.pcap >out &
	pid=$!
	exec 3>slow.pcap
	# It waits in poll() once it is inside.
	for _ in $tenths; do
		sleep 0.1
		cat /proc/$pid/status >status
		grep -q '^NoNewPrivs:	1' status && break
	done
	cat sound.pcap >&3
	exec 3>&-
	wait $pid
	grep -q '^NoNewPrivs:	1' status || wrong 'it never went inside'
	grep -q '^CapEff:	0*$' status || wrong 'capabilities are left'
	if grep -q seccomp told; then
		grep -q '^Seccomp:	2' status || wrong 'no filter is there'
	fi
	if [ "$(id -u)" = 0 ]; then
		grep '^[UG]id:' status | grep -q '	0' && wrong 'it is root'
		[ "$(grep '^Groups:' status | wc -w)" -le 2 ] ||
			wrong 'it is in several groups'
	fi
fi

# ---- everything works in it ----

# same ARGUMENT…: the same with the sandbox and without.
same() {
	"$TCPLADDER" --no-sandbox "$@" >without 2>&1
	wanted=$?
	"$TCPLADDER" "$@" >within 2>&1
	[ $? = $wanted ] || wrong "$*: another status than $wanted"
	cmp without within || wrong "$*: differs"
}
cp "$srcdir/pcaps/lost-third-ack-client-silent.pcap" other.pcap
"$TCPLADDER" --record sound.pcap >sound.ladder
for option in --all --list --json --ndjson --check --record \
	--compare=other.pcap --expect=sound.ladder --check\ --report=sarif \
	--check\ --report=junit --check\ --report=tap --time=date \
	--filter=tcp; do
	# shellcheck disable=SC2086 # some are two
	same $option sound.pcap
	# shellcheck disable=SC2086
	same $option sound.pcap sound.pcap nonesuch.pcap
	# shellcheck disable=SC2086
	same $option sound.pcap /dev/null sound.pcap
done
# Names are looked up before.
same --filter 'host localhost' sound.pcap
expect 0 '' --filter 'host localhost' sound.pcap >out
expect_like 2 "tcpladder: sound\\.pcap: filter 'host no\\.such\\.invalid': .*" \
	--filter 'host no.such.invalid' sound.pcap

# ---- a pager ----

# script(1) of util-linux makes a terminal, and expands what it is given.
# shellcheck disable=SC2016
if script -qec true /dev/null >/dev/null 2>&1; then
	"$TCPLADDER" --color=never sound.pcap >wanted
	PAGER='sed s/^/paged:/' TERM=dumb TCPLADDER=$TCPLADDER \
		script -qec '"$TCPLADDER" --color=never sound.pcap' /dev/null \
		</dev/null | tr -d '\r' | sed 's/^.*paged://;t;d' >paged
	cmp wanted paged || wrong 'the pager is not what it was'
	: >started
	PAGER='echo yes >started' TCPLADDER=$TCPLADDER \
		script -qec '"$TCPLADDER" /dev/null' /dev/null </dev/null >out
	grep -q 'is empty' out || wrong 'no word of an empty file'
	[ ! -s started ] || wrong 'a pager is started for nothing'
fi

# ---- root ----

[ "$(id -u)" = 0 ] || finish
expect 0 '' --user=root sound.pcap >out
expect 0 '' --user=nobody sound.pcap >out
for action in '' --check --record --list; do
	# shellcheck disable=SC2086 # it may be none
	expect_like 2 'tcpladder: started as root, and there is no user nosuch to become; name one with --user=USER, or stay with --user=root' \
		--user=nosuch $action -o new sound.pcap
	[ ! -e new ] || wrong 'written in spite of that'
done
# A file that root alone may read.
chmod 600 sound.pcap
expect 0 '' sound.pcap >out

finish
