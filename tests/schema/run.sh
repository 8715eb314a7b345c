#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# All JSON against the schema, judged by a validator that is not ours.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"
: "${TCPLADDER:=$builddir/tcpladder}"
export srcdir builddir TCPLADDER

python3 -c 'from jsonschema import Draft202012Validator' 2>/dev/null || {
	echo 'skipped: needs python3 with jsonschema >= 4 (python3-jsonschema)'
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 exec python3 "$srcdir/tests/schema/check.py"
