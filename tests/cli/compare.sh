#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --compare: two captures of one conversation, and every exit status.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

folder=$srcdir/tests/compare
cp "$folder"/*.pcap .
for text in "$folder"/*.txt; do
	"$builddir/tests/mkpcap" "$text" "$(basename "$text" .txt).pcap" ||
		exit 99
done

# print STATUS NAME ARGUMENT…: that exit status, and what NAME.expected holds
# on standard output, no line of it wider than asked for.
print() {
	wanted_file=$folder/$2.expected
	expect_status=$1
	shift 2
	LC_ALL=C.UTF-8 expect "$expect_status" '' "$@" >out
	[ -z "${BLESS-}" ] || cp out "$wanted_file"
	diff -u "$wanted_file" out >changes && return
	wanted=
	fail "$@"
	cat changes >&2
}

# ---- recorded at both sides ----

for story in lost-third-ack-client-silent lost-fin duplicated-by-network \
	reordered; do
	print 1 "$story" --compare="$story-server.pcap" "$story-client.pcap"
	# The other way round it is the same story.
	expect 1 '' --compare="$story-client.pcap" "$story-server.pcap" >out
done
print 1 lost-fin-mirrored --compare=lost-fin-client.pcap lost-fin-server.pcap

# ---- changed on the way ----

print 1 way --compare=way-there.pcap way-here.pcap
print 1 way-ascii --compare=way-there.pcap --ascii --width=60 way-here.pcap
print 1 way-all --compare=way-there.pcap --all --seq=raw way-here.pcap
print 1 way-mirrored --compare=way-here.pcap way-there.pcap
"$TCPLADDER" --compare=way-there.pcap --ascii --width=60 way-here.pcap |
	awk 'length($0) > 60' >wide
[ ! -s wide ] || {
	wanted='at most 60 columns'
	fail --width=60
	cat wide >&2
}

# ---- the same, and nothing ----

print 0 same --compare=sound.pcap sound.pcap
expect 0 '' -q --compare=sound.pcap sound.pcap >out
[ ! -s out ] || fail -q --compare=sound.pcap
print 1 others --compare=lost-fin-client.pcap sound.pcap
expect 0 '' -q --compare="$srcdir/pcaps/http-many-connections.pcap" \
	"$srcdir/pcaps/http-many-connections.pcap"

# ---- trouble ----

expect 2 'tcpladder: nothing.pcap: No such file or directory' \
	--compare=nothing.pcap sound.pcap
expect 2 'tcpladder: nothing.pcap: No such file or directory' \
	--compare=sound.pcap nothing.pcap
expect 2 "tcpladder: --compare needs an argument: --compare=OTHER
Try 'tcpladder --help'." --compare
head -c 400 sound.pcap >cut.pcap
expect_like 2 'tcpladder: cut.pcap: cut short .*' -q --compare=cut.pcap \
	sound.pcap >out

finish
