#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What the GitHub action and the GitLab template run: tcpladder --check, told by
# the environment what to do.
#
#   CHECK_FILES    captures: a pattern of the shell's a line
#   CHECK_FAIL_ON  error, warning or note (error)
#   CHECK_IGNORE   rules not to look for, by commas (none)
#   CHECK_ONLY     the only rules to look for, by commas (all)
#   CHECK_FILTER   only packets that match this libpcap filter (all)
#   CHECK_JUNIT    write a JUnit report to this file (none)
#   CHECK_SARIF    write a SARIF report to this file (none)
#   TCPLADDER      the program (tcpladder)
#
# Exits as tcpladder does: 0, 1 where something was found, 2 on trouble.

set -u

: "${TCPLADDER:=tcpladder}"

set -- --check --fail-on="${CHECK_FAIL_ON:-error}"
[ -z "${CHECK_IGNORE:-}" ] || set -- "$@" --ignore="$CHECK_IGNORE"
[ -z "${CHECK_ONLY:-}" ] || set -- "$@" --only="$CHECK_ONLY"
[ -z "${CHECK_FILTER:-}" ] || set -- "$@" --filter="$CHECK_FILTER"
[ -z "${CHECK_JUNIT:-}" ] || set -- "$@" --report="junit:$CHECK_JUNIT"
[ -z "${CHECK_SARIF:-}" ] || set -- "$@" --report="sarif:$CHECK_SARIF"

# Under GitHub Actions a line of output may be a command to the runner, so that
# the lines, in which captures' names stand, are fenced off; the annotations,
# where every name is escaped, are to be commands.
scratch=
if [ "${GITHUB_ACTIONS:-}" = true ]; then
	scratch=$(mktemp -d) || exit 2
	trap 'rm -rf "$scratch"' EXIT
	set -- "$@" --report="github:$scratch/annotations"
fi

# The names that each line's pattern matches; a blank in it parts nothing.
set -- "$@" --
options=$#
IFS='
'
for pattern in ${CHECK_FILES:-}; do
	for file in $pattern; do
		set -- "$@" "$file"
	done
done
unset IFS
if [ $# = "$options" ]; then
	echo 'check.sh: CHECK_FILES names no capture' >&2
	exit 2
fi

if [ -z "$scratch" ]; then
	exec "$TCPLADDER" "$@"
fi

fence=$(od -An -N 16 -t x1 /dev/urandom | tr -d ' \n')
status=0
"$TCPLADDER" "$@" >"$scratch/lines" 2>"$scratch/trouble" || status=$?
echo "::stop-commands::$fence"
cat "$scratch/lines" "$scratch/trouble"
echo "::$fence::"
[ ! -f "$scratch/annotations" ] || cat "$scratch/annotations"
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	{
		echo '### tcpladder'
		echo
		sed 's/^/    /' "$scratch/lines" "$scratch/trouble"
	} >>"$GITHUB_STEP_SUMMARY"
fi
[ -z "${GITHUB_OUTPUT:-}" ] || echo "status=$status" >>"$GITHUB_OUTPUT"
exit "$status"
