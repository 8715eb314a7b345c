#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The same capture by other ways: standard input, a pipe, compressed.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

"$TCPLADDER" sound.pcap >wanted || exit 1

# same: what stands in `found` is what sound.pcap gives, whatever its name.
same() {
	cmp found wanted && return
	echo "FAIL: $1 reads differently"
	failures=$((failures + 1))
}

"$TCPLADDER" - <sound.pcap >found
same '-'
# shellcheck disable=SC2002 # the pipe is the point
cat sound.pcap | "$TCPLADDER" - >found
same '-'
mkfifo fifo.pcap
cat sound.pcap >fifo.pcap &
"$TCPLADDER" fifo.pcap >found
same fifo.pcap

# Interfaces of a link type that libpcap alone would say differs from itself,
# from a pipe that stops in the middle of each block's beginning.

# packet INTERFACE SECOND: a SYN, on raw IP.
packet() {
	le32 6 72 "$1" 0 $((1000000 * $2)) 40 40
	le32 0x28000045 0x00000100 0x00000640 0x0100000a 0x0200000a
	le32 0x5000e803 0x01000000 0 0xe8030250 0 72
}

{
	pcapng_section
	pcapng_interface 101 65535
	packet 0 1
	pcapng_interface 101 65535
	packet 1 2
} >raw.pcapng
expect 0 '' -q raw.pcapng >wanted
grep -q 'of 1$' wanted || {
	wanted='the SYN from the second interface'
	fail raw.pcapng
}
for cut in 5 17 29 37 38 125 129 141 152; do
	{
		head -c $cut raw.pcapng
		sleep 0.05
		tail -c +$((cut + 1)) raw.pcapng
	} | "$TCPLADDER" -q - >found
	same '-'
done
"$TCPLADDER" sound.pcap >wanted || exit 1

# Compressed, where the tools are and libarchive was found.
grep -q '^#define HAVE_LIBARCHIVE' "$builddir/config.h" || finish
for tool in gzip zstd lz4 xz bzip2; do
	command -v $tool >/dev/null || continue
	$tool -c <sound.pcap >packed
	"$TCPLADDER" packed >found
	same packed
	"$TCPLADDER" - <packed >found
	same '-'
	head -c 20 packed >cut.pcap
	expect 2 'tcpladder: cut.pcap: cut short before its first packet' cut.pcap
done

finish
