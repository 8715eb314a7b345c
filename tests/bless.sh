#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: bless.sh [--ascii] [--json] GROUP/SLUG…
#
# Writes what the program says today as what the case expects, and shows the
# difference.  Read it: a case is right when RFC 9293 says so.  expected.ascii
# and expected.json are renewed where they are, or made when asked for; so is
# the capture in pcaps/ of a case that names one beside its input.txt.  Run it
# from the build folder.

: "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${builddir:=$(pwd)}"
: "${TCPLADDER:=$builddir/tcpladder}"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=tests/case.sh
. "$srcdir/tests/case.sh"

# renew FILE FOUND: shows the difference, then takes it over; an empty FOUND
# takes FILE away.
renew() {
	old=$1
	[ -f "$old" ] || old=/dev/null
	diff -u "$old" "$2"
	if [ -s "$2" ]; then
		cp "$2" "$1"
	else
		rm -f "$1"
	fi
}

# A capture of pcaps/ that has a text is written anew from it.
renew_capture() {
	[ -f "$scratch/text.pcap" ] || return
	cmp -s "$scratch/text.pcap" "$pcaps/$captures" && return
	echo "writes pcaps/$captures"
	cp "$scratch/text.pcap" "$pcaps/$captures"
}

bless() {
	case_prepare "$1" || return
	renew_capture
	case_run
	renew "$cases/$1/expected.txt" "$scratch/out"
	renew "$cases/$1/expected.err" "$scratch/err"
	grep -vx 0 "$scratch/status" >"$scratch/failure"
	renew "$cases/$1/status" "$scratch/failure"
	for suffix in ascii json; do
		case " $made " in
		*" $suffix "*) ;;
		*) [ -f "$cases/$1/expected.$suffix" ] || continue ;;
		esac
		option=$(case_option "$suffix")
		case_run "$option"
		renew "$cases/$1/expected.$suffix" "$scratch/out"
	done
}

made=
result=0
for argument in "$@"; do
	case $argument in
	--ascii | --json) made="$made ${argument#--}" ;;
	-*)
		echo "usage: bless.sh [--ascii] [--json] GROUP/SLUG..." >&2
		exit 2
		;;
	*)
		if [ -d "$cases/$argument" ]; then
			bless "$argument" || result=1
		else
			echo "bless.sh: no case $argument" >&2
			result=1
		fi
		;;
	esac
done
exit $result
