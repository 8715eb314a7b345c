#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The layers: who may include whom, who may use which library; and the sizes
# and habits that keep the sources readable.

: "${srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${builddir:=$PWD}"

FILE_LINES=600
FUNCTION_LINES=80
MAIN_LINES=120

status=0
wrong() {
	echo "$*"
	status=1
}

# What the files of a folder may include, besides the folder itself.
allowed() {
	case $1 in
	base) ;;
	sandbox) echo base ;;
	capture) echo base ;;
	decode) echo base capture ;;
	track) echo base capture decode ;;
	report) echo base capture decode track ;;
	expect) echo base capture decode track report ;;
	compare) echo base capture decode track report expect ;;
	*) wrong "src/$1: a folder no layer is known for" >&2 ;;
	esac
}

check_includes() {
	folder=$1
	may="$folder $(allowed "$folder") "
	for file in "$srcdir/src/$folder"/*.[ch]; do
		[ -f "$file" ] || continue
		strangers=$(sed -n 's/^#include "\(.*\)"$/\1/p' "$file" |
			grep -v '^config\.h$' | while read -r name; do
			case " $may" in
			*" ${name%%/*} "*) ;;
			*) echo "$name" ;;
			esac
		done)
		[ -z "$strangers" ] ||
			wrong "$file: may not include" "$strangers"
	done
}

# only HEADER FOLDER: no one else includes it.
only() {
	grep -rln "#include <$1" "$srcdir/src" --include='*.[ch]' |
		grep -v "/src/$2/" | sed "s|\$|: only $2/ may include $1|"
}

for folder in "$srcdir"/src/*/; do
	folder=${folder%/}
	check_includes "${folder##*/}"
done
for strangers in "$(only pcap capture)" "$(only archive capture)" \
	"$(only jansson report)" "$(only libxml report)" \
	"$(only seccomp sandbox)" "$(only linux/ sandbox)" \
	"$(only grp sandbox)" "$(only pwd sandbox)"; do
	[ -z "$strangers" ] || wrong "$strangers"
done

# ---- sizes ----

sources=$(find "$srcdir/src" "$srcdir/tests" -name '*.[ch]' | sort)
for file in $sources; do
	lines=$(wc -l <"$file")
	limit=$FILE_LINES
	case $file in
	*/src/main.c) limit=$MAIN_LINES ;;
	esac
	[ "$lines" -le "$limit" ] ||
		wrong "$file: $lines lines, more than $limit"
	head -n 1 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' ||
		wrong "$file: no license in line 1"
	case $file in
	*.c)
		sed -n '/^#include/{p;q;}' "$file" | grep -q '"config.h"' ||
			wrong "$file: config.h is not included first"
		;;
	esac
	# A function's body stands between braces in column 1.
	awk -v limit="$FUNCTION_LINES" -v file="$file" '
		/^{/ { start = NR; name = previous }
		/^}/ && start {
			if (NR - start + 1 > limit)
				printf "%s:%d: a function of %d lines\n", \
					file, start, NR - start + 1
			start = 0
		}
		{ previous = $0 }
	' "$file" | grep . && status=1
done

# ---- every source is built and shipped ----

for file in $(cd "$srcdir" && find src tests -name '*.[ch]' -o -name '*.def'); do
	grep -qw -- "$file" "$srcdir/Makefile.am" "$srcdir"/*/local.mk \
		"$srcdir"/*/*/local.mk || wrong "$file: in no local.mk"
done

# ---- no mutable variable outlives a call ----

# Not under ASan or gcov, which add variables of their own.
library=$builddir/libtcpladder.a
if [ -f "$library" ] && command -v objdump >/dev/null &&
	! objdump -t "$library" | grep -qE '__asan|__gcov'; then
	mutable=$(objdump -t "$library" |
		awk '/file format/ { file = $1 }
		     NF > 3 && $(NF - 2) ~ /^(\.data|\.bss|\*COM\*)$/ && $NF !~ /^\./ {
			print file " " $NF }')
	[ -z "$mutable" ] || wrong "mutable variables:
$mutable"
fi

exit $status
