#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Files that are written: whole or not at all, whatever happens; with the mode
# they had; where symbolic links lead.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

"$TCPLADDER" sound.pcap >whole || exit 1
"$TCPLADDER" --check --report=tap sound.pcap >whole.tap || exit 1

# is WHAT COMMAND…: the command succeeds.
is() {
	what=$1
	shift
	"$@" && return
	echo "FAIL: $what"
	failures=$((failures + 1))
}

# shellcheck disable=SC2317 # both are called by is
# No temporary file is there; one whose process was killed goes at once, but
# not before it.
tidy() {
	for _ in $tenths; do
		set -- "${1-.}" "${1-.}"/.tcpladder-*
		[ -e "$2" ] || return 0
		sleep 0.1
	done
	echo "left behind: $*"
	return 1
}

# shellcheck disable=SC2317
kept_old() {
	[ "$(cat "$1")" = old ] && tidy
}

mode_of() {
	# shellcheck disable=SC2012 # the mode is what is wanted
	ls -ld "$1" | cut -c 1-10
}

# ---- the mode ----

umask 027
expect 0 '' -o new sound.pcap
is 'a new file is whole' cmp -s whole new
is 'a new file has the mode of any' [ "$(mode_of new)" = -rw-r----- ]
chmod 604 new
expect 0 '' -o new --list sound.pcap
is 'a file gets all columns of a list' grep -q 'retr  notes$' new
is 'an old file keeps its mode' [ "$(mode_of new)" = -rw----r-- ]
umask 022
if [ "$(id -u)" != 0 ]; then
	echo old >refused
	chmod 444 refused
	expect 2 'tcpladder: refused: Permission denied' \
		-o refused sound.pcap
	is 'what may not be written is left' kept_old refused
elif chown nobody new; then
	expect 0 '' -o new sound.pcap
	# shellcheck disable=SC2012
	is 'an old file keeps its owner' \
		[ "$(ls -l new | awk '{ print $3 }')" = nobody ]
fi

# ---- symbolic links ----

mkdir there
echo old >there/file
ln -s file there/link
ln -s there/link link
expect 0 '' -o link sound.pcap
is 'a link stays one' [ -h link ]
is 'so does the one it leads to' [ -h there/link ]
is 'links are followed' cmp -s whole there/file
ln -s "$PWD/there/none" dangling
expect 0 '' -o dangling sound.pcap
is 'a link may lead to no file yet' cmp -s whole there/none
is 'and stays one' [ -h dangling ]
ln -s round circle
ln -s circle round
expect_like 2 'tcpladder: circle: .*' -o circle sound.pcap
is 'nothing is left beside the target' tidy there

# ---- names ----

long=$(printf '%0255d' 0)
expect 0 '' -o "$long" sound.pcap
is 'a name may be as long as names can be' cmp -s whole "$long"
expect_like 2 'tcpladder: nowhere/file: No such file or directory' \
	-o nowhere/file sound.pcap
expect_like 2 'tcpladder: nowhere/file: No such file or directory' \
	--check --report=tap:nowhere/file sound.pcap
mkdir folder
expect_like 2 'tcpladder: folder: .*' -o folder sound.pcap

# ---- what is no regular file is written straight ----

expect 0 '' -o /dev/null sound.pcap
is '/dev/null stays what it is' [ -c /dev/null ]
mkfifo pipe
cat pipe >found &
expect 0 '' -o pipe sound.pcap
wait
is 'a named pipe is written to' cmp -s whole found
is 'and stays one' [ -p pipe ]
"$TCPLADDER" -o /dev/stdout sound.pcap >found
is '/dev/stdout is written to' cmp -s whole found
if [ -c /dev/full ]; then
	expect_like 2 'tcpladder: /dev/full: .*' -o /dev/full sound.pcap
fi

# ---- what is not read leaves the old file ----

for input in letter empty; do
	echo old >old
	[ $input = empty ] || echo 'This is a letter.' >$input
	[ $input = letter ] || : >$input
	expect_like 2 "tcpladder: $input: is .*" -o old $input
	is "$input leaves the old file" kept_old old
	expect_like 2 "tcpladder: $input: is .*" -o old --record $input
	is "--record of $input leaves the old file" kept_old old
	"$TCPLADDER" -o old --compare=$input sound.pcap 2>err
	is "--compare with $input leaves the old file" kept_old old
done
echo 'nonsense' >wrong.ladder
expect_like 2 'tcpladder: wrong.ladder:1:1: .*' -o old --expect=wrong.ladder \
	--report=tap:old.tap sound.pcap
is 'expectations that are wrong leave the old file' kept_old old
is 'and report nothing' [ ! -e old.tap ]

# ---- no room ----

# Not a block: told, or killed by the signal that says so.
for handler in "trap '' XFSZ" :; do
	for option in --output=old --report=tap:old; do
		echo old >old
		(
			eval "$handler"
			ulimit -f 0
			"$TCPLADDER" --check $option sound.pcap >/dev/null 2>&1
		)
		status=$?
		is "no room for $option is told" [ $status -ge 2 ]
		is "no room for $option leaves the old file" kept_old old
	done
done

# A disk that is full, where one may be made.
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	mkdir tiny
	TCPLADDER=$TCPLADDER unshare -m sh 2>err <<-'END'
		mount -t tmpfs -o size=8k none tiny || exit 77
		echo old >tiny/old
		"$TCPLADDER" --json --segments=all -o tiny/old sound.pcap
		[ $? = 2 ] && [ "$(ls -A tiny)$(cat tiny/old)" = oldold ]
	END
	status=$?
	if [ $status != 77 ]; then
		is 'a full disk leaves the old file' [ $status = 0 ]
		is 'a full disk is told' [ "$(cat err)" = \
			'tcpladder: tiny/old: No space left on device' ]
	fi
fi

# ---- no one to read ----

# So many lines that they cannot wait for the end.
set --
i=0
cp "$srcdir/pcaps/j-plus-2.pcap" error.pcap
while [ $i -lt 200 ]; do
	set -- "$@" error.pcap
	i=$((i + 1))
done
echo old >old
mkfifo closed
{ sleep 0.1 && : <closed; } &
"$TCPLADDER" --check --report=tap:old "$@" >closed 2>/dev/null
status=$?
wait
is 'a closed pipe ends it' [ $status -ge 2 ]
is 'a closed pipe leaves the old report' kept_old old

# ---- a signal ----

# interrupt SIGNAL: sends it when both files are being written, and gives the
# capture no end before that.
interrupt() {
	exec 3>slow.pcap
	head -c 100 sound.pcap >&3
	for _ in $tenths; do
		set -- "$1" .tcpladder-*
		[ $# = 3 ] && break
		sleep 0.1
	done
	echo $(($# - 1)) >beside
	kill "-$1" "$(cat pid)"
}

rm -f old
mkfifo slow.pcap
for signal in HUP INT TERM KILL; do
	# Where whoever runs this has it ignored, it stays ignored.
	[ -z "$(sh -c "kill -$signal \$\$; echo ignored" 2>/dev/null)" ] ||
		continue
	echo old >old
	echo old >old.tap
	interrupt $signal &
	# shellcheck disable=SC2016 # the inner shell's
	sh -c 'echo $$ >pid; exec "$@"' - "$TCPLADDER" --check -o old \
		--report=tap:old.tap slow.pcap 2>/dev/null
	status=$?
	wait
	is 'both files are written beside' [ "$(cat beside)" = 2 ]
	is "SIG$signal ends it" [ $status -gt 128 ]
	is "SIG$signal leaves the old file" kept_old old
	is "SIG$signal leaves the old report" kept_old old.tap
done

finish
