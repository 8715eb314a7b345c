#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every command of the lesson in pcaps/README.md runs, in the order it stands
# there, and has something to say.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$scratch/top" || exit 99
ln -s "$(cd "$srcdir" && pwd)/pcaps" "$scratch/top/pcaps"
ln -s "$(cd "$(dirname "$TCPLADDER")" && pwd)/${TCPLADDER##*/}" \
	"$scratch/top/tcpladder"
cd "$scratch/top" || exit 99

# Each line of a block becomes a line of `commands`.
awk '
	/^## / { lesson = $0 == "## A lesson in TCP" }
	/^```$/ { block = 0 }
	lesson && block { print }
	/^```sh$/ { block = 1 }
' pcaps/README.md >../commands

failures=0
number=0
while read -r command; do
	number=$((number + 1))
	sh -c "$command" >../out 2>../err </dev/null
	status=$?
	if [ $status = 0 ] && [ -s ../out ] && [ ! -s ../err ]; then
		continue
	fi
	echo "FAIL: $command: status $status"
	cat ../err
	failures=$((failures + 1))
done <../commands

[ $number -ge 20 ] || {
	echo "only $number commands found"
	failures=$((failures + 1))
}

[ $failures = 0 ] || echo "$failures failed"
[ $failures = 0 ]
