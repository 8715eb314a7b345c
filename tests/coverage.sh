#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: coverage.sh SOURCE
#
# Which lines of src/ `make check` runs.  SOURCE is a copy of the sources that
# nothing was configured in (`make coverage` makes one), and is built there.
# The sandbox keeps gcov from writing, and is left out; its own tests are of the
# usual build.
# Prints each file below LEAST percent with the lines that were not run, and
# the whole; exit status 1 where the whole is below it.  docs/fuzzing.md says
# why what is left is left.

: "${LEAST:=95}"
: "${JOBS:=2}"

cd "$1" || exit 1
command -v lcov >/dev/null || {
	echo 'needs lcov' >&2
	exit 1
}
# Runs it quietly, unless it fails.
step() {
	"$@" >coverage.log 2>&1 && return
	tail -n 40 coverage.log
	exit 1
}

step ./configure -q CC=gcc CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage \
	--disable-hardening --disable-sandbox
step make -j"$JOBS"
step make -j"$JOBS" check
step lcov --capture --directory . --output-file all.info
step lcov --extract all.info '*/src/*' --output-file coverage.info
awk -F: -v least="$LEAST" '
	$1 == "SF" { file = $2; sub(/.*\/src\//, "src/", file); lines = run = 0; missed = "" }
	$1 == "DA" {
		split($2, line, ",")
		lines++
		if (line[2] > 0)
			run++
		else
			missed = missed " " line[1]
	}
	/^end_of_record/ {
		all += lines
		all_run += run
		if (lines && 100 * run / lines < least)
			printf "%5.1f %%  %s:%s\n", 100 * run / lines, file, missed
	}
	END {
		printf "%5.1f %%  of %d lines\n", 100 * all_run / all, all
		exit 100 * all_run / all < least
	}
' coverage.info
