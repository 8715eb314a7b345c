#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: fuzz.sh SECONDS JOBS SEED [NAME…]
#
# Runs each fuzzer, or those named, for so many seconds, as many at a time as
# JOBS says.  With the same SEED and no corpus each goes the same way, so that
# what one machine finds another can; 0 is a new way each time.  A corpus grows
# in tests/fuzz/corpus of the build folder; what breaks something is left in
# tests/fuzz/broken, told, and ends this with status 1.  Give it to
# tests/fuzz/fuzz_NAME again, or to tests/fuzz/replay_NAME.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
export srcdir builddir

seconds=$1
jobs=$2
seed=$3
shift 3
[ $# -gt 0 ] || set -- decode report segments options expect

# Numbers compared are tried as input, and addresses are never twice the same.
way=
[ "$seed" -eq 0 ] || way="-seed=$seed -use_cmp=0"

home=$builddir/tests/fuzz
mkdir -p "$home/broken"
sh "$srcdir/tests/fuzz/seeds.sh" "$home/seeds.made" || exit 99

# run NAME
run() {
	mkdir -p "$home/corpus/$1"
	# In order of their names: a folder's own is another on each machine.
	printf %s "$(find "$home/seeds.made/$1" -type f | sort |
		paste -s -d , -)" >"$home/seeds.made/$1.list"
	only=
	[ "$1" != options ] && [ "$1" != expect ] || only=-only_ascii=1
	# An input takes milliseconds; one that takes two seconds is a hang.
	# shellcheck disable=SC2086
	"$home/fuzz_$1" $way -max_total_time="$seconds" -timeout=2 \
		-rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 \
		-use_value_profile=0 $only \
		-artifact_prefix="$home/broken/$1-" \
		-seed_inputs=@"$home/seeds.made/$1.list" \
		"$home/corpus/$1" >"$home/$1.log" 2>&1
	status=$?
	if [ $status -eq 0 ]; then
		grep -E 'DONE|number_of_executed|slowest' "$home/$1.log" |
			tr '\n' ' ' | sed "s/^/$1: /; s/\$/\n/"
	else
		echo "$1: broken"
		tail -n 60 "$home/$1.log"
	fi
	return $status
}

# tell NAME: what it has broken, and by what, where all that is left of a run
# is its end.
tell() {
	input=$(sed -n 's/.*; Test unit written to //p' "$home/$1.log")
	[ -f "$input" ] || return 0
	printf '%s: ' "$1"
	grep -aE -m 1 '^broken: |^SUMMARY: ' "$home/$1.log" | cut -c 1-300
	printf '%s, by base64 -d | gunzip:\n' "${input##*/}"
	gzip -9 -n -c "$input" | base64
}

export LC_ALL=C
status=0
names=$*
while [ $# -gt 0 ]; do
	running=
	i=0
	while [ $# -gt 0 ] && [ $i -lt "$jobs" ]; do
		run "$1" &
		running="$running $!"
		shift
		i=$((i + 1))
	done
	for job in $running; do
		wait "$job" || status=1
	done
done
for name in $names; do
	tell "$name"
done
exit $status
