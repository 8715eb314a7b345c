#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: analyze.sh [COMPILER-FLAG…]
#
# What can be found without running it: gcc's analyzer, clang-tidy and cppcheck
# over the SOURCES that are built here.  `make analyze` gives these, and the
# flags.  Run it in the build folder.
# None of them may have anything to say; .clang-tidy tells what it is not asked,
# and what is silenced in one place has its reason there.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${JOBS:=2}"

: "${SOURCES:?}"
sources=$(for file in $SOURCES; do
	case $file in
	*.c) echo "$srcdir/$file" ;;
	esac
done | sort)
status=0

# each COMMAND…: for each source, FILE in it, as many at a time as JOBS says;
# what is printed is a finding, but clang's count of what is not ours.  Each is
# heard out before another speaks: clang writes its count in pieces.
each() {
	# shellcheck disable=SC2016
	printf '%s\n' "$sources" | xargs -P "$JOBS" -I FILE \
		sh -c 'said=$("$@" 2>&1); [ -z "$said" ] || echo "$said"' sh "$@" |
		grep -vE '^[0-9]+ warnings? generated\.$' && status=1
}

for tool in gcc clang-tidy cppcheck; do
	command -v $tool >/dev/null || {
		echo "needs $tool" >&2
		exit 1
	}
done

echo 'gcc -fanalyzer'
each gcc -std=gnu11 -DLOCALEDIR='""' "$@" -O1 -fanalyzer -c -o /dev/null FILE

echo clang-tidy
each clang-tidy --quiet FILE -- -std=gnu11 -DLOCALEDIR='""' "$@"

# Without the headers of the system it knows the C library all the same.
echo cppcheck
# shellcheck disable=SC2086
cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr \
	--error-exitcode=1 --quiet -j "$JOBS" -I"$srcdir/src" -I. -DHAVE_CONFIG_H \
	--template='{file}:{line}: {severity}: {id}: {message}' \
	$sources || status=1

[ $status -ne 0 ] || echo 'nothing found'
exit $status
