#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What only a terminal gets: colors, a pager, its width, progress.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"
export srcdir TCPLADDER

python3 -c 'import pty' 2>/dev/null || {
	echo 'skipped: needs python3'
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 exec python3 "$srcdir/tests/cli/terminal.py"
