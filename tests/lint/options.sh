#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The options of --help, the manual, the README and the completions are those
# of the table: each letter with its long name, none missing, none too many.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${TCPLADDER:=$PWD/tcpladder}"

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
status=0

# Of each list: a line "letter name" for every option, "-" for no letter.
"$TCPLADDER" --dump-options | cut -f 1,2 | awk '{ print $2, $1 }' |
	sort >"$scratch/table"
[ -s "$scratch/table" ] || exit 99

"$TCPLADDER" --help |
	sed -n 's/^  -\(.\), --\([a-z-]*\).*/\1 \2/p
	        s/^      --\([a-z-]*\).*/- \1/p' >"$scratch/help"

# ".It Fl s Ar n , Fl Fl stream Ns = …" and ".It Fl Fl json"
sed -n 's/^\.It Fl \([A-Za-z]\) .*Fl Fl \([a-z-]*\).*/\1 \2/p
        s/^\.It Fl Fl \([a-z-]*\).*/- \1/p' "$srcdir/man/tcpladder.1" \
	>"$scratch/manual"

# "| `-s`, `--stream=N,M-P` | …" and "| `--json` | …"
# shellcheck disable=SC2016 # Markdown's, not the shell's
sed -n 's/^| `-\([A-Za-z]\)`, `--\([a-z-]*\).*/\1 \2/p
        s/^| `--\([a-z-]*\).*/- \1/p' "$srcdir/README.md" >"$scratch/README"

for list in help manual README; do
	sort -o "$scratch/$list" "$scratch/$list"
	diff -u "$scratch/table" "$scratch/$list" >"$scratch/diff" && continue
	echo "the options of the $list are not those of src/options.c:"
	grep '^[-+][^-+]' "$scratch/diff"
	status=1
done

for pair in bash:tcpladder zsh:_tcpladder fish:tcpladder.fish; do
	file=completion/${pair#*:}
	sh "$srcdir/completion/generate.sh" "${pair%%:*}" "$TCPLADDER" |
		diff -u "$srcdir/$file" - && continue
	echo "$file is out of date: make update-completion"
	status=1
done

# Where they are installed, the shells themselves read their completions.
for pair in bash:tcpladder zsh:_tcpladder fish:tcpladder.fish; do
	shell=${pair%%:*}
	command -v "$shell" >/dev/null || continue
	"$shell" -n "$srcdir/completion/${pair#*:}" || status=1
done

exit $status
