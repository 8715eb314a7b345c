#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What is ready to use in CI: the commands of the GitHub action, the GitLab
# template and the pre-commit hook are run as those would run them.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"
export srcdir TCPLADDER

python3 -c 'import yaml' 2>/dev/null || {
	echo 'skipped: needs python3 with PyYAML (python3-yaml)'
	exit 77
}
PYTHONDONTWRITEBYTECODE=1 exec python3 "$srcdir/tests/ci/ready.py"
