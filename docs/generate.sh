#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: generate.sh manual|rules|readme FILE TCPLADDER
#
# Writes FILE as it should be on standard output:
#   manual  its section RULES, between two comments, from --dump-rules
#   rules   the whole page, from --dump-rules
#   readme  its first block, the ladder of its first command

set -eu

what=$1
file=$2
tcpladder=$3
samples=$(cd "$(dirname "$0")/.." && pwd)

# What stands between the lines of $file that hold $1 and $2 is replaced by
# standard input; the two lines stay.
between() {
	sed "/$1/q" "$file"
	cat
	sed -n "/$2/,\$p" "$file"
}

# mdoc: one sentence a line, folded; nothing begins with a dot.
manual_rules() {
	awk -F '\t' '
		function put(text, words, count, i, line) {
			gsub(/\\/, "\\e", text)
			gsub(/§/, "\\(sc", text)
			count = split(text, words, " ")
			line = ""
			for (i = 1; i <= count; i++) {
				if (line != "" && length(line words[i]) > 78) {
					print line
					line = ""
				}
				line = line (line == "" ? "" : " ") words[i]
				if (words[i] ~ /[.?!]\)?$/) {
					print line
					line = ""
				}
			}
			if (line != "")
				print line
		}
		function part(heading, text) {
			print ".Pp"
			print ".Em " heading " :"
			put(text)
		}
		{
			printf ".It Sy %s Pq %s\n", $1, $2
			put(toupper(substr($4, 1, 1)) substr($4, 2) \
				" (" $3 ").")
			part("What it is", $5)
			part("Why TCP is so", $6)
			part("Usual causes", $7)
			part("What to do", $8)
		}'
}

rules_page() {
	cat <<'END'
# Rules

Every finding of tcpladder names a rule of this page. `tcpladder --explain`
lists them, `tcpladder --explain SLUG` shows one; both and this page come from
the same rows, [rules.def](../src/track/rules.def) and
[explain.def](../src/track/explain.def).

An **error** violates the numbers or the protocol. A **warning** says that the
connection suffered, or that something failed. A **note** is worth knowing, and
nothing is wrong. Settings are those of Linux where no other system is named.

| rule | severity | when |
|---|---|---|
END
	"$tcpladder" --dump-rules | awk -F '\t' '
		function safe(text) {
			gsub(/[|&<>*_]/, "\\\\&", text)
			return text
		}
		function part(heading, text) {
			printf "\n**%s** %s\n", heading, safe(text)
		}
		{
			printf "| [%s](#%s) | %s | %s |\n", $1, $1, $2, safe($4)
			slug[NR] = $1; severity[NR] = $2; source[NR] = $3
			title[NR] = $4; what[NR] = $5; why[NR] = $6
			causes[NR] = $7; remedy[NR] = $8
		}
		END {
			for (NR = 1; NR in slug; NR++) {
				printf "\n## %s\n", slug[NR]
				printf "\n*%s: %s* (%s)\n", severity[NR], \
					safe(title[NR]), source[NR]
				part("What it is.", what[NR])
				part("Why TCP is so.", why[NR])
				part("Usual causes.", causes[NR])
				part("What to do.", remedy[NR])
			}
		}'
}

# The block behind "$ tcpladder pcaps/…" up to its end.
readme_ladder() {
	capture=$(sed -n '/^```/,$s/^\$ \.\/tcpladder \(pcaps.*\)$/\1/p' "$file" |
		head -n 1)
	[ -n "$capture" ] || {
		echo "$file: no '\$ ./tcpladder pcaps/…'" >&2
		exit 1
	}
	sed '/^\$ \.\/tcpladder pcaps/q' "$file"
	(
		cd "$samples"
		unset LANGUAGE NO_COLOR PAGER COLUMNS
		LC_ALL=C.UTF-8 TZ=UTC "$tcpladder" --width=80 --color=never \
			"$capture"
	)
	sed '1,/^\$ \.\/tcpladder pcaps/d' "$file" | sed -n '/^```$/,$p'
}

case $tcpladder in
/*) ;;
*) tcpladder=$PWD/$tcpladder ;;
esac
case $what in
manual)
	"$tcpladder" --dump-rules | manual_rules |
		between 'rules: made by' 'rules: end'
	;;
rules) rules_page ;;
readme) readme_ladder ;;
*)
	echo "usage: $0 manual|rules|readme FILE TCPLADDER" >&2
	exit 2
	;;
esac
