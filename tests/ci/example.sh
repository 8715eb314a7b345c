#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# examples/ci: the check passes the good trace and catches the broken one, in
# the words that its README shows; the server still builds and answers.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"
export TCPLADDER

scratch=$(mktemp -d) || exit 99
server=
trap 'kill $server 2>/dev/null; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
example=$srcdir/examples/ci
status=0

wrong() {
	echo "FAIL: $*"
	status=1
}

# The README's session, run again.
sed -n '/^\$ \.\/check/,/^```/p' "$example/README.md" | sed '$d' \
	>"$scratch/told"
(
	cd "$example" || exit
	sed -n 's/^\$ //p' "$scratch/told" | while read -r command trace; do
		echo "$ $command $trace"
		"$command" "$trace"
	done
) >"$scratch/said"
diff -u "$scratch/told" "$scratch/said" ||
	wrong 'the README says something else'
"$example/check" "$example/good.pcap" >"$scratch/out" ||
	wrong 'the good trace does not pass'
"$example/check" "$example/broken.pcap" >"$scratch/out"
[ $? = 1 ] || wrong 'the broken trace passes'

# The expectations, too.
for trace in good broken; do
	"$TCPLADDER" --quiet --expect="$example/service.ladder" \
		"$example/$trace.pcap" >"$scratch/$trace.out"
	echo $? >"$scratch/$trace.status"
done
[ "$(cat "$scratch/good.status" "$scratch/broken.status" | tr '\n' ' ')" = \
	'0 1 ' ] || wrong 'expectations: the good trace passes, the broken one not'
grep -q 'service.ladder:11:3: < FIN,ACK' "$scratch/broken.out" ||
	wrong 'expectations: the missing FIN is not named'

# Both builds pass their own tests.
if command -v "${CC:-cc}" >/dev/null && command -v bash >/dev/null; then
	port=$((20000 + $$ % 10000))
	for flag in -DGOOD -DBROKEN; do
		port=$((port + 1))
		"${CC:-cc}" $flag -Wall -Wextra -Werror -o "$scratch/server" \
			"$example/server.c" || wrong "$flag does not build"
		: >"$scratch/told"
		"$scratch/server" $port >"$scratch/told" 2>"$scratch/err" &
		server=$!
		tries=50
		until [ -s "$scratch/told" ] || [ $tries = 0 ]; do
			sleep 0.1
			tries=$((tries - 1))
		done
		if grep -q 'Address already in use' "$scratch/err"; then
			echo "port $port is taken"
		else
			bash "$example/requests" $port ||
				wrong "$flag does not answer"
		fi
		kill $server
		wait $server 2>/dev/null
	done
else
	echo 'without a C compiler or bash: the server is not built'
fi

exit $status
