#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Nothing from a file's name, from the wire or from a file of expectations
# reaches any output as it is.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

# shellcheck source=tests/cli/lib.sh
. "$srcdir/tests/cli/lib.sh"

wrong() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

# The bytes of C1 controls, of the bidi controls, of zero-width characters and
# of U+FEFF, in UTF-8, as grep finds them in locale C.
harmful=$(printf '%b' '\0302[\0200-\0237]')
harmful="$harmful|$(printf '%b' '\0342\0200[\0213-\0217\0250-\0256]')"
harmful="$harmful|$(printf '%b' '\0342\0201[\0240-\0257]')"
harmful="$harmful|$(printf '%b' '\0357\0273\0277')"

# harmless FILE WHAT: plain text, lines and UTF-8.
harmless() {
	[ "$(tr -d '\n\040-\176\200-\377' <"$1" | wc -c)" -eq 0 ] ||
		wrong "$2: control characters"
	LC_ALL=C grep -aEq "$harmful" "$1" && wrong "$2: characters that do harm"
	iconv -f UTF-8 -t UTF-8 "$1" >valid 2>&1 || wrong "$2: not UTF-8"
}

# no WHAT IN FILE
no() {
	grep -aFq -- "$1" "$3" && wrong "$4: $1"
}

# run STATUS ARGUMENT…: every output of these is harmless.
run() {
	wanted_status=$1
	shift
	what=$(printf '%s ' "$@" | cut -c 1-60 | tr -dc '\040-\176')
	status=0
	rm -f report
	"$TCPLADDER" "$@" >out 2>err || status=$?
	expr "x$status" : "x$wanted_status\$" >/dev/null ||
		wrong "$what: status $status"
	cat out err >all
	[ ! -f report ] || cat report >>all
	harmless all "$what"
	[ "$(wc -l <err)" -le 2 ] || wrong "$what: a line too many"
}

# in_page FILE: what may be put into a page.
in_page() {
	no '</script' in "$1" "$what"
	no '<!--' in "$1" "$what"
	return 0
}

# in_report REPORT FILE: the same of a report.
in_report() {
	case $1 in
	sarif) in_page "$2" ;;
	junit) in_page "$2" && no ']]>' in "$2" "$what" ;;
	esac
}

# every FILE STATUS STATUS-OF-CHECK: all formats of a capture of this name.
every() {
	for format in --all --list --record --record=ends --time=date; do
		run "$2" $format "$1"
	done
	for format in --json --ndjson; do
		run "$2" $format "$1"
		in_page out
	done
	run "$3" --check --fail-on=note "$1"
	for report in $reports; do
		run "$3" --check --fail-on=note --report="$report" "$1"
		in_report "$report" out
		run '[12]' --expect=fails.ladder --report="$report" "$1"
		in_report "$report" out
	done
	run '[12]' --expect=fails.ladder "$1"
	run '[12]' --expect="$hostile.ladder" --report=github:report "$1"
	run '[012]' --compare=error.pcap "$1"
	run '[012]' --compare="$1" error.pcap
}

reports='sarif github tap'
"$TCPLADDER" --check --report=junit:report sound.pcap >out 2>err &&
	reports="$reports junit"

cp "$srcdir/pcaps/j-plus-2.pcap" error.pcap
printf 'every connection\n  outcome reset\n' >fails.ladder

# ---- names ----

escape=$(printf '%b' '\033]0;title\007\033[2J\010\r\n\t\177')
c1=$(printf '%b' '\0302\0233\063\061m')
bidi=$(printf '%b' '\0342\0200\0256gpj.\0342\0201\0246\0342\0200\0217')
invisible=$(printf '%b' '\0357\0273\0277\0342\0200\0213\0342\0200\0250')
invalid=$(printf '%b' '\0377\0300\0257\0355\0240\0200\0342\0202')
page=']]><'; page="$page!--&\"';,%0A::error::# \\x"
hostile=$escape$c1$bidi$invisible$invalid$page

# These are found, where they are.
printf '%s\n' "$hostile" >all
found=$failures
harmless all 'as it should' >told
[ $((failures - found)) = 3 ] || wrong "not found: $(cat told)"
failures=$found

# A slash cannot stand in a name, but be between two.
mkdir -p "x$page<"
cp fails.ladder "$hostile.ladder"
for name in "$hostile" "x$page</script><script>"; do
	cp error.pcap "$name" || exit 99
	every "$name" 0 1
	head -c 70 error.pcap >"$name"
	every "$name" 2 2
	echo 'no capture' >"$name"
	every "$name" 2 2
	rm "$name"
	every "$name" 2 2
	cp error.pcap "$name"
	run 2 --output="$name/none" error.pcap
	run 2 --check --report=tap:"$name/none" error.pcap
	run 2 --filter="$name" error.pcap
	run 2 --expect="$name" error.pcap
	run 2 --user="$name" --nonesuch="$name" error.pcap
	run 2 "--$name" error.pcap
	run 2 --explain "$name"
	run 2 --only="$name" --check error.pcap
	run 2 --report="$name" --check error.pcap
	run 2 --width="$name" error.pcap
done

# ---- long names ----

# The longest that a system opens, and one that none does.
long=$(printf '%02000d' 0 | sed 's|0|./|g')error.pcap
every "$long" 0 1
kibibyte=$(printf '%01024d' 0 | tr 0 "$(printf '\033')")
longer=
for _ in 1 2 3 4 5 6 7 8; do longer=$longer$kibibyte; done
longer=$longer$longer$longer$longer$longer$longer$longer$longer
every "$longer" 2 2
run 2 "$longer"
grep -q 'File name too long$\|ENAMETOOLONG' err ||
	wrong 'the reason is lost behind 64 KiB'
[ "$(wc -c <err)" -lt 4096 ] || wrong 'a message of 64 KiB'
run 2 --output="$longer" error.pcap

# ---- the wire ----

# In the data of packet 4.
cp sound.pcap wire.pcap
printf '%s' "$hostile" | dd of=wire.pcap bs=1 seek=400 conv=notrunc 2>/dev/null
every wire.pcap 0 0
"$TCPLADDER" sound.pcap >wanted
"$TCPLADDER" wire.pcap >out
cmp -s wanted out || wrong 'data of the wire changes the ladder'

# ---- expectations ----

for text in "$hostile" "connection $hostile" "every connection
  outcome $hostile" "every connection
  > SYN $hostile" "connection a$hostile:1 -> b:2" "# $hostile"; do
	printf '%s\n' "$text" >text.ladder
	run 2 --expect=text.ladder sound.pcap
done
printf 'every connection # %s\n  outcome reset # %s\n' "$bidi$escape" "$c1" |
	tr -d '\n\r' | sed 's/  outcome/\n  outcome/' >text.ladder
for report in $reports; do
	run '[12]' --expect=text.ladder --report="$report:report" sound.pcap
done
run '[12]' --expect=text.ladder sound.pcap

finish
