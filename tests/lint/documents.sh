#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The manual's section RULES, docs/rules.md and the ladder in the README are
# what the program says now.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

status=0

# current WHAT FILE TARGET
current() {
	sh "$srcdir/docs/generate.sh" "$1" "$srcdir/$2" "$TCPLADDER" |
		diff -u "$srcdir/$2" - && return
	echo "$2 is out of date (- as written, + as it is): make $3"
	status=1
}

current manual man/tcpladder.1 update-rules
current rules docs/rules.md update-rules
current readme README.md update-readme

# A file that a page points to is there.
for page in README.md SECURITY.md pcaps/README.md docs/recipes.md \
	docs/rules.md docs/security.md docs/fuzzing.md \
	docs/ci/README.md docs/ci/github.md docs/ci/gitlab.md \
	docs/ci/pre-commit.md examples/ci/README.md; do
	folder=$srcdir/$(dirname "$page")
	missing=$(grep -o '](\([^)#]*\)' "$srcdir/$page" | sed 's/^](//' |
		grep -v '^https*:' | while read -r link; do
		[ -e "$folder/$link" ] || echo "$page: there is no $link"
	done)
	[ -z "$missing" ] && continue
	echo "$missing"
	status=1
done

exit $status
