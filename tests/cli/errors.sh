#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Trouble: one clear line on standard error, exit status 2.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

# ---- wrong usage ----

hint="Try 'tcpladder --help'."
expect 2 "tcpladder: no capture file given
$hint"
expect 2 "tcpladder: unknown option --nonesuch
$hint" --nonesuch sound.pcap
expect 2 "tcpladder: --width=12: give a whole number from 60 to 1000
$hint" --width=12 sound.pcap
expect 2 "tcpladder: --filter needs an argument: --filter=EXPR
$hint" --filter

# ---- files that cannot be read ----

expect 2 'tcpladder: nonesuch.pcap: No such file or directory' nonesuch.pcap
expect 2 'tcpladder: nonesuch.pcap: No such file or directory' \
	sound.pcap nonesuch.pcap
mkdir folder
expect 2 'tcpladder: folder: is a directory' folder
: >empty.pcap
expect 2 'tcpladder: empty.pcap: is empty' empty.pcap
expect 2 'tcpladder: standard input: is empty' - </dev/null
expect 2 'tcpladder: standard input: given twice' - - <sound.pcap
echo 'This is a letter, not a capture.' >letter
expect 2 'tcpladder: letter: is not a pcap or pcapng file' letter
printf 'x' >letter
expect 2 'tcpladder: letter: is not a pcap or pcapng file' letter
if [ "$(id -u)" != 0 ]; then
	cp sound.pcap secret.pcap
	chmod 0 secret.pcap
	expect 2 'tcpladder: secret.pcap: Permission denied' secret.pcap
fi

{
	head -c 20 sound.pcap
	le32 147
} >user.pcap
expect_like 2 'tcpladder: user\.pcap: unknown link type 147; known: .*EN10MB.*' \
	user.pcap
{
	head -c 20 sound.pcap
	le32 189
} >usb.pcap
expect_like 2 'tcpladder: usb\.pcap: unknown link type 189, USB_LINUX; known: .*' \
	usb.pcap

# ---- pcapng libpcap refuses ----

pcapng_section >types.pcapng
{
	pcapng_interface 1 65535
	pcapng_interface 101 65535
} >>types.pcapng
expect_like 2 "tcpladder: types\\.pcapng: its interfaces differ in link type, which libpcap does not read; split it by interface: tshark -r types\\.pcapng -Y 'frame.interface_id == 0' -w - | editcap -F nsecpcap -T ether - .*" types.pcapng
pcapng_section >raw.pcapng
{
	pcapng_interface 101 65535
	pcapng_interface 1 65535
} >>raw.pcapng
expect_like 2 'tcpladder: raw\.pcapng: its interfaces differ in link type, .* editcap -F nsecpcap -T rawip - .*' raw.pcapng
pcapng_section >lengths.pcapng
{
	pcapng_interface 1 65535
	pcapng_interface 1 1500
} >>lengths.pcapng
expect 0 '' --json --output=lengths.json lengths.pcapng
grep -q '"snapshot_length":65535' lengths.json || {
	echo 'FAIL: the snapshot length is the largest'
	failures=$((failures + 1))
}

# ---- filters ----

expect_like 2 "tcpladder: sound\\.pcap: filter 'tcp prot 80': .*syntax error" \
	--filter 'tcp prot 80' sound.pcap

# ---- cut and damaged files ----

head -c 10 sound.pcap >cut.pcap
expect 2 'tcpladder: cut.pcap: cut short before its first packet' cut.pcap
head -c 50 sound.pcap >cut.pcap
expect 2 "tcpladder: cut.pcap: cut short in the middle of packet 1; everything \
before it is shown" cut.pcap
expect 2 "tcpladder: standard input: cut short in the middle of packet 1; \
everything before it is shown" - <cut.pcap
{
	head -c 24 sound.pcap
	le32 0 0 99999999 99999999
	tail -c +25 sound.pcap
} >damaged.pcap
expect_like 2 'tcpladder: damaged\.pcap: damaged at packet 1: .*' damaged.pcap

# ---- output that cannot be written ----

if [ -c /dev/full ]; then
	expect_like 2 'tcpladder: standard output: .*' --help >/dev/full
	expect_like 2 'tcpladder: standard output: .*' --list sound.pcap \
		>/dev/full
fi

finish
