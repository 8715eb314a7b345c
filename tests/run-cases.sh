#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: run-cases.sh [GROUP[/SLUG]]…
#
# Runs the cases of tests/cases, all of them unless told otherwise, and
# compares every byte of what the program says.  tests/cases/README.md says
# what a case is.  Run it from the build folder, or through `make check`.

: "${srcdir:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${builddir:=$(pwd)}"
: "${TCPLADDER:=$builddir/tcpladder}"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck source=tests/case.sh
. "$srcdir/tests/case.sh"

passed=0
failed=0

# fail CASE REASON [FILE]: notes a failure and shows the file.
fail() {
	echo "FAIL $1: $2"
	if [ -n "$3" ]; then
		sed 's/^/    /' "$3"
	fi
	sound=false
}

# readable NAME FILE: its lines; of JSON, whose lines are long, one a member.
readable() {
	case $1 in
	*.json) sed 's/\([,{[]\)\([{"]\)/\1\
\2/g' "$2" ;;
	*) cat "$2" ;;
	esac
}

# compare CASE NAME EXPECTED FOUND
compare() {
	cmp -s "$3" "$4" && return
	readable "$2" "$3" >"$scratch/expected"
	readable "$2" "$4" >"$scratch/found"
	diff -U 2 "$scratch/expected" "$scratch/found" |
		sed 1,2d >"$scratch/diff"
	fail "$1" "$2 differs (- expected, + found)" "$scratch/diff"
}

# run_expected CASE SUFFIX
run_expected() {
	expected=$cases/$1/expected.$2
	[ -f "$expected" ] || expected=/dev/null
	option=$(case_option "$2")
	# shellcheck disable=SC2086
	case_run $option
	compare "$1" "expected.$2" "$expected" "$scratch/out"
	[ "$2" = txt ] || return
	if [ -f "$cases/$1/status" ]; then
		compare "$1" status "$cases/$1/status" "$scratch/status"
	else
		echo 0 >"$scratch/zero"
		compare "$1" "the exit status" "$scratch/zero" "$scratch/status"
	fi
	if [ -f "$cases/$1/expected.err" ]; then
		compare "$1" expected.err "$cases/$1/expected.err" \
			"$scratch/err"
	else
		compare "$1" "standard error" /dev/null "$scratch/err"
	fi
}

# check_rule CASE: rules/SLUG must show the rule, quiet/SLUG must not; what
# follows "--" in the slug tells several of one rule apart.
check_rule() {
	slug=$(basename "$1")
	slug=${slug%%--*}
	case_run --json --segments=none
	if grep -Eq "\"rule\": ?\"$slug\"" "$scratch/out"; then
		shown=rules
	else
		shown=quiet
	fi
	case $1 in
	"$shown"/*) ;;
	rules/*) fail "$1" "the rule $slug does not show" ;;
	quiet/*) fail "$1" "the rule $slug shows" ;;
	esac
}

# check_text CASE: a capture of pcaps/ that is written from text must still be
# what the text says.
check_text() {
	[ -f "$scratch/text.pcap" ] || return
	cmp -s "$scratch/text.pcap" "$pcaps/$captures" ||
		fail "$1" "pcaps/$captures is not what input.txt says"
}

run_case() {
	sound=true
	if ! case_prepare "$1" 2>"$scratch/err"; then
		fail "$1" "no capture" "$scratch/err"
	else
		run_expected "$1" txt
		for suffix in ascii json; do
			[ -f "$cases/$1/expected.$suffix" ] &&
				run_expected "$1" "$suffix"
		done
		case $1 in
		rules/* | quiet/*) check_rule "$1" ;;
		esac
		check_text "$1"
	fi
	[ -s "$cases/$1/README" ] || fail "$1" "no README"
	count
}

count() {
	if $sound; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
}

# has_case GROUP SLUG: there is GROUP/SLUG, or GROUP/SLUG--VARIANT.
has_case() {
	for folder in "$cases/$1/$2" "$cases/$1/$2"--*; do
		[ -d "$folder" ] && return
	done
	return 1
}

# Every row of rules.def has its two cases, every such case has its row.
check_catalogue() {
	sed -n 's/^RULE([A-Z0-9_]*, *"\([a-z0-9-]*\)".*/\1/p' \
		"$srcdir/src/track/rules.def" | sort >"$scratch/slugs"
	while read -r slug; do
		for group in rules quiet; do
			sound=true
			has_case $group "$slug" ||
				fail "$group/$slug" "the rule has no case"
			count
		done
	done <"$scratch/slugs"
	for folder in "$cases"/rules/*/ "$cases"/quiet/*/; do
		[ -d "$folder" ] || continue
		slug=$(basename "$folder")
		grep -qx "${slug%%--*}" "$scratch/slugs" && continue
		fail "$folder" "rules.def has no such rule"
		count
	done
}

[ $# -gt 0 ] || check_catalogue
for folder in "$cases"/*/*/; do
	[ -d "$folder" ] || continue
	name=${folder#"$cases"/}
	name=${name%/}
	wanted=false
	[ $# -gt 0 ] || wanted=true
	for which in "$@"; do
		case $name in
		"${which%/}" | "${which%/}"/*) wanted=true ;;
		esac
	done
	$wanted && run_case "$name"
done

echo "cases: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
