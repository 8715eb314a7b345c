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
