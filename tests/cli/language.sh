#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A language in which every letter is ø: what is still in English is not
# translated, and may only be what programs read.  Of every capture in pcaps/.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"

translated=$builddir/tests/translated
captures=$(cd "$srcdir/pcaps" && pwd)

skip() {
	echo "skipped: $*"
	exit 77
}

grep -q '^#define ENABLE_NLS 1' "$builddir/config.h" ||
	skip 'built with --disable-nls'
for tool in xgettext msgen msgfilter msgfmt gettext; do
	command -v $tool >/dev/null || skip "there is no $tool"
done

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch" "$builddir/tests/locale"' EXIT
trap 'exit 1' HUP INT TERM
failures=0

wrong() {
	echo "FAIL: $1"
	sed 's/^/    /' "$2"
	failures=$((failures + 1))
}

# ---- the language: ⟦Øøøøøø %s øø øø ø øø.⟧ ----

cat >"$scratch/letters.sed" <<'END'
s/%<PRI\([a-z]\)\([0-9]*\)>/%<\1\2>/g
s/%+<PRI\([a-z]\)\([0-9]*\)>/%+<\1\2>/g
s/\(%[+]\{0,1\}\)\(<[a-z]*[0-9]*>\|zu\|[sdu]\)/\n\1\2\n/g
:next
s/^\(\([^\n]*\n[^\n]*\n\)*[^\n]*\)[a-z]/\1ø/
t next
:upper
s/^\(\([^\n]*\n[^\n]*\n\)*[^\n]*\)[A-Z]/\1Ø/
t upper
s/\n//g
s/<\([a-z]\)\([0-9]*\)>/<PRI\1\2>/g
s/^/⟦/
s/$/⟧/
END
folder=$builddir/tests/locale/xx/LC_MESSAGES
mkdir -p "$folder" || exit 99
sh "$srcdir/po/extract.sh" "$srcdir" "$scratch/xx.pot" || exit 99
sed '1,/^$/{
	s/nplurals=INTEGER; plural=EXPRESSION/nplurals=2; plural=n!=1/
	/^#, fuzzy/d
}' "$scratch/xx.pot" | msgen - | LC_ALL=C.UTF-8 msgfilter --keep-header \
	-o "$scratch/xx.po" sed -f "$scratch/letters.sed" 2>"$scratch/err" ||
	exit 99
msgfmt -c -o "$folder/tcpladder.mo" "$scratch/xx.po" 2>"$scratch/err" || {
	cat "$scratch/err"
	exit 99
}

# A locale of this system in which LANGUAGE counts.
for locale in C.UTF-8 en_US.UTF-8 en_GB.UTF-8 de_DE.UTF-8; do
	[ "$(LC_ALL=$locale LANGUAGE=xx TEXTDOMAINDIR=$builddir/tests/locale \
		gettext tcpladder twice 2>/dev/null)" = '⟦øøøøø⟧' ] && break
	locale=
done
[ -n "$locale" ] || skip 'no locale here takes LANGUAGE'

# say LOCALE OPTION…: as said there, to those whose language is xx.
say() {
	(
		LC_ALL=$1 LANGUAGE=xx
		export LC_ALL LANGUAGE
		shift
		exec "$translated" --color=never --width=200 "$@" 2>&1
	)
}

# ---- nothing is left in English ----

# Slugs, outcomes, states, flags, letters, numbers' names and units.
{
	"$translated" --dump-rules | cut -f 1
	cat <<'END'
closed half-closed closing open reset refused unanswered half-open aborted
partial
CLOSED LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSING
TIME-WAIT CLOSE-WAIT LAST-ACK UNKNOWN
FIN SYN RST PSH ACK URG ECE CWR AE
J K M N seq ack
ns ms s B
END
} | tr ' ' '\n' >"$scratch/words"

# Words of more than these; of a title only the outcome counts.
english() {
	sed -e '/^#[0-9]/s/^.* → [^ ]*//' -e 's/\([JKMN]\)-[0-9]/\1 /g' |
		LC_ALL=C grep -aoE '[A-Za-z][A-Za-z0-9-]*' |
		grep -vxFf "$scratch/words" | sort -u
}

count=0
for capture in "$captures"/*.pcap*; do
	[ -f "$capture" ] || continue
	count=$((count + 1))
	say "$locale" "$capture" >"$scratch/out"
	english <"$scratch/out" >"$scratch/english"
	[ ! -s "$scratch/english" ] ||
		wrong "in English, of ${capture##*/}:" "$scratch/english"
done
[ $count -gt 0 ] || exit 99
grep -q '⟦øøøøøø⟧' "$scratch/out" ||
	wrong 'nothing is translated:' "$scratch/out"

# ---- what programs read stays; so does English, where it is asked for ----

capture=$captures/four-way-close.pcap

# same OPTION…: as in English.
same() {
	wanted=$1
	shift
	say "$locale" "$@" >"$scratch/out"
	LC_ALL=$wanted "$translated" --color=never --width=200 "$@" \
		>"$scratch/plain" 2>&1
	diff "$scratch/plain" "$scratch/out" >"$scratch/diff" ||
		wrong "$*: changes with the language" "$scratch/diff"
}
same C.UTF-8 --dump-rules
same C.UTF-8 --dump-options
same C.UTF-8 --list --quiet "$capture"
same C.UTF-8 --ascii "$capture"

say C "$capture" >"$scratch/out"
grep -q ø "$scratch/out" && wrong 'locale C is not English:' "$scratch/out"

# Of JSON, sentences alone.
say "$locale" --json "$capture" | grep -oE '"[^"]*": *"⟦' |
	grep -vE '^"(summary|message)"' >"$scratch/out" &&
	wrong 'translated for programs:' "$scratch/out"

[ $failures = 0 ] || echo "$failures failed"
[ $failures = 0 ]
