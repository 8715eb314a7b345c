# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh disable=SC2154
#
# How a case is run; run-cases.sh and bless.sh read this file.  They set
#   srcdir     the top of the sources
#   builddir   the top of the build
#   TCPLADDER  the program
#   scratch    a folder of their own, with nothing else in it

cases=$srcdir/tests/cases
pcaps=$srcdir/pcaps
mkpcap=$builddir/tests/mkpcap

# case_prepare GROUP/SLUG: an empty $scratch/run with the case's captures in
# it, their names in $captures and its options in $arguments.  Where the case
# has both a capture and the text it is written from, $scratch/text.pcap is
# what the text makes.
case_prepare() {
	rm -rf "$scratch/run" "$scratch/text.pcap"
	mkdir "$scratch/run" || return
	captures=
	if [ -f "$cases/$1/capture" ]; then
		captures=$(cat "$cases/$1/capture")
		ln -s "$pcaps/$captures" "$scratch/run/$captures" || return
		[ ! -f "$cases/$1/input.txt" ] || "$mkpcap" \
			"$cases/$1/input.txt" "$scratch/text.pcap" || return
	else
		case_write "$1" || return
	fi
	arguments=
	if [ -f "$cases/$1/args" ]; then
		arguments=$(cat "$cases/$1/args")
	fi
	[ -n "$captures" ] || {
		echo "neither input.txt nor capture" >&2
		return 1
	}
}

# case_write GROUP/SLUG: writes the captures its text tells.
case_write() {
	for input in "$cases/$1"/input*.txt; do
		[ -f "$input" ] || continue
		name=$(basename "$input" .txt).pcap
		"$mkpcap" "$input" "$scratch/run/$name" || return
		captures="$captures $name"
	done
}

# case_run OPTION…: runs the program on the prepared case; leaves its output
# in $scratch/out, $scratch/err and $scratch/status.
case_run() {
	(
		cd "$scratch/run" || exit
		unset LANGUAGE NO_COLOR PAGER COLUMNS
		LC_ALL=C.UTF-8 TZ=UTC
		export LC_ALL TZ
		# The options and names are words to be split.
		# shellcheck disable=SC2086
		exec "$TCPLADDER" --color=never --width=80 $arguments "$@" \
			$captures
	) >"$scratch/out" 2>"$scratch/err" </dev/null
	echo $? >"$scratch/status"
}

# case_option SUFFIX: the option that makes expected.SUFFIX.
case_option() {
	case $1 in
	ascii) echo --ascii ;;
	json) echo --json ;;
	esac
}
