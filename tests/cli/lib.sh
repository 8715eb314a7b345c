# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
#
# For the tests of the command line: a folder of their own with sound.pcap in
# it, and words to say what is expected.

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
cp "${srcdir:?}/pcaps/four-way-close.pcap" "$scratch/sound.pcap"
cd "$scratch" || exit 99

failures=0

# For loops that wait: ten seconds of them, which a busy machine may need.
# shellcheck disable=SC2034 # where this is read
tenths=$(printf '%0100d' 0 | sed 's/0/. /g')

fail() {
	{
		echo "FAIL: tcpladder $*"
		echo "  status $status, standard error:"
		sed 's/^/    /' "$scratch/err"
		echo "  wanted:"
		echo "$wanted_status, $wanted" | sed 's/^/    /'
	} >&2
	failures=$((failures + 1))
}

# expect STATUS ERRORS ARGUMENT…: that exit status and exactly this on
# standard error.
expect() {
	wanted_status=$1
	wanted=$2
	shift 2
	status=0
	"$TCPLADDER" "$@" 2>"$scratch/err" || status=$?
	[ "$status" = "$wanted_status" ] || fail "$@"
	[ "$(cat "$scratch/err")" = "$wanted" ] || fail "$@"
}

# expect_like STATUS PATTERN ARGUMENT…: one line at most on standard error,
# which the whole of a basic regular expression matches; the status, another.
expect_like() {
	wanted_status=$1
	wanted=$2
	shift 2
	status=0
	"$TCPLADDER" "$@" 2>"$scratch/err" || status=$?
	expr "x$status" : "x$wanted_status\$" >/dev/null || fail "$@"
	expr "x$(cat "$scratch/err")" : "x$wanted\$" >/dev/null || fail "$@"
	[ "$(wc -l <"$scratch/err")" -le 1 ] || fail "$@"
}

# le32 NUMBER…: 32 bits each, little end first.
le32() {
	for number; do
		for shift in 0 8 16 24; do
			# shellcheck disable=SC2059 # made to be a format
			printf "\\$(printf %03o $((number >> shift & 255)))"
		done
	done
}

pcapng_section() {
	le32 0x0a0d0d0a 28 0x1a2b3c4d 1 -1 -1 28
}

# pcapng_interface LINK-TYPE SNAPSHOT-LENGTH
pcapng_interface() {
	le32 1 20 "$1" "$2" 20
}

finish() {
	[ $failures = 0 ] || echo "$failures failed"
	[ $failures = 0 ]
	exit
}
