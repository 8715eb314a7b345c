#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: extract.sh SRCDIR FILE
#
# Writes the template, every message of the sources, to FILE.  The date is left
# out, and so are line numbers: the same messages make the same file.

set -eu

srcdir=$1
file=$2

xgettext --directory="$srcdir" --files-from="$srcdir/po/POTFILES.in" \
	--language=C --from-code=UTF-8 --add-location=file \
	--add-comments=TRANSLATORS: \
	--keyword --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
	--keyword=P_:1,2 --keyword=RULE:5 \
	--flag=_:1:pass-c-format --flag=P_:1:pass-c-format \
	--flag=P_:2:pass-c-format --flag=text_printf:2:c-format \
	--flag=phrase_printf:1:c-format --flag=fault_set:2:c-format \
	--flag=EXPLAIN:2:no-c-format --flag=EXPLAIN:3:no-c-format \
	--flag=EXPLAIN:4:no-c-format --flag=EXPLAIN:5:no-c-format \
	--package-name=tcpladder --copyright-holder='the tcpladder authors' \
	--output=- |
	sed -e '1,/^$/{
		s/^# SOME DESCRIPTIVE TITLE\./# Messages of tcpladder./
		s/^"POT-Creation-Date: .*\\n"$/"POT-Creation-Date: \\n"/
		s/charset=CHARSET/charset=UTF-8/
	}' >"$file"
