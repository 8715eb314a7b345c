#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every file with messages is in po/POTFILES.in; a message is whole: none begins
# or ends with a blank, as the pieces of a glued sentence do (what parts the
# items of a list may); and the template
# is what the sources say.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
status=0

{
	cd "$srcdir" || exit 99
	grep -rlE '^[^*]*(^|[^[:alnum:]_*])[NCP]?_\(("|$)' src \
		--include='*.c' --include='*.def'
	grep -rlE '^RULE\(' src --include='*.def'
} | sort >"$scratch/files"
grep -v '^#' "$srcdir/po/POTFILES.in" | sort >"$scratch/listed"
diff -u "$scratch/listed" "$scratch/files" >"$scratch/diff" || {
	echo "po/POTFILES.in is not the list of files with messages:"
	grep '^[-+][^-+]' "$scratch/diff"
	status=1
}

# ---- what only gettext's tools tell ----

for tool in xgettext msgcat; do
	command -v $tool >/dev/null || exit $status
done

sh "$srcdir/po/extract.sh" "$srcdir" "$scratch/now.pot" || exit 99
msgcat --no-wrap "$scratch/now.pot" |
	LC_ALL=C grep -aE '^(msgid|msgid_plural) "( |.* "$)' |
	grep -vx -e 'msgid ", "' -e 'msgid "; "' && {
	echo "pieces of a sentence: make them one message"
	status=1
}

# messages FILE: one a line, in order.
messages() {
	msgcat --no-location --no-wrap --sort-output "$1" |
		LC_ALL=C grep -aE '^(msgctxt|msgid|msgid_plural) '
}
messages "$srcdir/po/tcpladder.pot" >"$scratch/written"
messages "$scratch/now.pot" >"$scratch/is"
diff -u "$scratch/written" "$scratch/is" || {
	echo "po/tcpladder.pot is out of date (- as written, + as it is):" \
		"make update-po"
	status=1
}

exit $status
