#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What tcpladder costs, beside a bare loop of libpcap's and the tools people
# use today, on made-up captures of four shapes.  CPU time (user and system),
# medians, page cache warm; so compare ratios, and within one run.

: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"
folder=$builddir/tests/bench
runs=5
packets=1000000
slow=yes
growth=no
shapes='web bulk flood churn'

usage() {
	cat <<EOF
usage: bench.sh [-gqh] [-n RUNS] [-p PACKETS] [-s SHAPES]

  -n RUNS     runs a figure; the median counts ($runs)
  -p PACKETS  of each capture, about ($packets)
  -s SHAPES   of "$shapes", some
  -q          without tshark and tcptrace, which take minutes
  -g          also: 100000 connections in all reports; web from 1 to 16
              million packets, with --list and as --ndjson with short
              lingering; one connection out of many
EOF
}

while getopts ghqn:p:s: option; do
	case $option in
	g) growth=yes ;;
	q) slow=no ;;
	n) runs=$OPTARG ;;
	p) packets=$OPTARG ;;
	s) shapes=$OPTARG ;;
	h)
		usage
		exit
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
done

# capture NAME OPTION...: generates it unless it is there from a run before;
# sets $file, $count (packets), $connections.
capture() {
	file=$folder/$1.pcap
	shift
	made="$* $(cksum <"$folder/generate")"
	if [ "$(sed -n 2p "$file.made" 2>/dev/null)" != "$made" ]; then
		rm -f "$file.made"
		numbers=$("$folder/generate" "$@" "$file") || exit 1
		printf '%s\n%s\n' "$numbers" "$made" >"$file.made"
	fi
	read -r count connections <"$file.made"
	cat "$file" >/dev/null # into the page cache
}

# cost RUNS PROGRAM...: sets $cpu (microseconds) and $memory (KiB).
cost() {
	# shellcheck disable=SC2046 # three numbers
	set -- $("$folder/measure" "$@")
	cpu=$1
	memory=$2
	case $3 in
	0 | 1) ;;
	*) return 1 ;; # it failed: its figures are of no use
	esac
}

# row LABEL RUNS PROGRAM...: one line of the table.  Bytes a connection are
# those above what the program needs for a capture of one connection.
row() {
	label=$1
	shift
	if ! cost "$@" "$file"; then
		printf '  %-28s failed\n' "$label"
		return
	fi
	row_cpu=$cpu row_memory=$memory
	shift
	cost 1 "$@" "$folder/one.pcap"
	awk -v label="$label" -v cpu="$row_cpu" -v count="$count" \
		-v bare="${bare:-$row_cpu}" -v memory="$row_memory" \
		-v base="$memory" -v connections="$connections" 'BEGIN {
		each = "-" # of a few connections it says nothing
		if (connections >= 1000)
			each = sprintf("%.0f",
				(memory - base) * 1024 / connections)
		printf "  %-28s %8.0f %8.2f %9.2f %9.1f %9s\n", label,
			cpu * 1000 / count, cpu / bare, count / cpu,
			memory / 1024, each }'
	if [ "$label" = 'bare pcap_loop' ]; then
		bare=$row_cpu
	fi
}

heading() {
	printf '\n%s: %s packets, %s connections\n' "$1" "$count" \
		"$connections"
	printf '  %-28s %8s %8s %9s %9s %9s\n' '' 'ns/pkt' '× loop' \
		'Mpkt/s' 'peak MiB' 'B/conn'
}

installed() {
	command -v "$1" >/dev/null
}

rows_ours() {
	row 'tcpladder --list' "$runs" "$TCPLADDER" --list
	row '--ndjson --segments=none' "$runs" \
		"$TCPLADDER" --ndjson --segments=none
	row '--json' "$runs" "$TCPLADDER" --json
	row '--json --segments=all' "$runs" \
		"$TCPLADDER" --json --segments=all
	row 'ladders (-o FILE)' "$runs" "$TCPLADDER" -o /dev/null
	row 'one ladder (--stream=7)' "$runs" "$TCPLADDER" --stream=7
}

rows_others() {
	if installed tcptrace; then
		row 'tcptrace -b -n' 1 tcptrace -b -n
	fi
	installed tshark || return
	row 'tshark -q -z conv,tcp' 1 tshark -n -q -z conv,tcp -r
	[ "$shape" = web ] || return
	row 'tshark -q -z flow,tcp' 1 tshark -n -q -z flow,tcp,standard -r
	row 'tshark -T fields' 1 tshark -n -T fields -e tcp.stream -e tcp.seq \
		-e tcp.ack -e tcp.len -e tcp.analysis.flags -r
}

bench_shape() {
	shape=$1
	bare=
	capture "$shape" --shape "$shape" --packets "$packets"
	heading "$shape"
	row 'bare pcap_loop' "$runs" "$folder/loop"
	rows_ours
	[ "$slow" = no ] || rows_others
}

bench_growth() {
	for millions in 1 2 4 8 16; do
		bare=
		capture "web-$millions" --shape web --packets "${millions}000000"
		heading "web, $millions million packets"
		row 'bare pcap_loop' 3 "$folder/loop"
		row 'tcpladder --list' 3 "$TCPLADDER" --list
		row '--ndjson, lingering 1 s' 3 \
			"$TCPLADDER" --ndjson --segments=none --linger=1
		[ "$millions" -gt 1 ] && rm -f "$file" "$file.made"
	done
}

capture one --shape web --connections 1
printf 'CPU time, median of %s; %s\n' "$runs" "$("$TCPLADDER" --version |
	head -n 1)"
for shape in $shapes; do
	bench_shape "$shape"
done
if [ "$growth" = yes ]; then
	bare=
	capture connections --shape web --connections 100000
	heading '100000 connections'
	row 'bare pcap_loop' "$runs" "$folder/loop"
	rows_ours
	[ "$slow" = no ] || rows_others
	bench_growth
fi
