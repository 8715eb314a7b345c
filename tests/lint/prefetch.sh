#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What is asked of the memory ahead of the rules is asked for in the program,
# too: a compiler that takes a function for one that does nothing leaves it out,
# no test fails, and a sixth of the time is lost.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"

skip() {
	echo "skipped: $*"
	exit 77
}

command -v objdump >/dev/null || skip 'there is no objdump'
instruction=
case $(uname -m) in
x86_64 | amd64) instruction='prefetch' ;;
aarch64 | arm64) instruction='prfm' ;;
*) skip 'its instructions are not known here' ;;
esac
LC_ALL=C objdump -f "$TCPLADDER" 2>/dev/null | grep -q 'file format' ||
	skip 'objdump cannot read this'

# Each place in the sources that asks is there once at least; all but the loop of
# store_prefetch(), which is there in each of its callers.
asked=$(cat "$srcdir"/src/*/*.[ch] |
	grep -cE '__builtin_prefetch\(|store_prefetch\(&')
there=$(LC_ALL=C objdump -d "$TCPLADDER" |
	grep -c "[[:space:]]$instruction")

echo "$asked in the sources, $there in the program"
[ "$asked" -ge 4 ] && [ "$there" -ge "$((asked - 1))" ]
