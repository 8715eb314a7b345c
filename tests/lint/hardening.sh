#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The program is hardened as configure was asked to: read from the program, as
# far as that leaves a trace there.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"

skip() {
	echo "skipped: $*"
	exit 77
}

command -v readelf >/dev/null || skip 'there is no readelf'
[ "$(head -c 4 "$TCPLADDER" | tr -dc 'ELF')" = ELF ] || skip 'this is not ELF'
case $("$builddir/config.status" --config) in
*--disable-hardening*) skip 'built with --disable-hardening' ;;
esac

status=0

# must WHAT PATTERN OPTION…: readelf with these shows it; must_not: does not.
must() {
	what=$1
	pattern=$2
	shift 2
	LC_ALL=C readelf -W "$@" "$TCPLADDER" 2>/dev/null |
		grep -Eq -- "$pattern" && return
	echo "not hardened: $what"
	status=1
}
must_not() {
	what=$1
	pattern=$2
	shift 2
	LC_ALL=C readelf -W "$@" "$TCPLADDER" 2>/dev/null |
		grep -Eq -- "$pattern" || return 0
	echo "not hardened: $what"
	status=1
}

must 'a position-independent program' 'Type: +DYN' -h
must 'relocations read-only, …' 'GNU_RELRO' -l
must '… all of them, at once' 'BIND_NOW|FLAGS.* NOW' -d
must 'no code on the stack, said …' 'GNU_STACK' -l
must_not '… and meant' 'GNU_STACK.* RWE' -l
must_not 'nothing writable and executable' 'LOAD.* RWE ' -l
must 'stacks guarded' '__stack_chk_(fail|guard)' -s

# Of glibc: functions that check, in place of those that do not.
flags=$(sed -n 's/^CFLAGS = //p' "$builddir/Makefile")
case $flags in
*-O[123s]*)
	if grep -q '^#define TCPLADDER_FORTIFY' "$builddir/config.h" &&
		readelf -W -V "$TCPLADDER" 2>/dev/null | grep -q GLIBC_; then
		must 'buffers checked' '__(v?snprintf|memcpy|fprintf)_chk' -s
	fi
	;;
esac

# A place an indirect jump may lead to begins with an instruction that says so.
# The note that says it of the whole program is there only where the system's
# own startup files have it.
if command -v objdump >/dev/null; then
	case $(uname -m) in
	x86_64) landing=endbr64 ;;
	aarch64) landing='bti|paciasp' ;;
	*) landing= ;;
	esac
	[ -z "$landing" ] ||
		objdump -d "$TCPLADDER" | grep -A 2 '<main>:$' |
		grep -Eq "$landing" || {
		echo "not hardened: indirect jumps go anywhere"
		status=1
	}
fi

# What leaves no trace of its own is at least asked for.
for flag in -fstack-protector-strong -fstack-clash-protection; do
	grep -q "^AM_CFLAGS = .*$flag" "$builddir/Makefile" || {
		echo "not hardened: without $flag"
		status=1
	}
done

exit $status
