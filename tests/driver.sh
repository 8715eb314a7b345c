#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# usage: driver.sh AUTOMAKE'S-TEST-DRIVER ARGUMENTS…
#
# Runs a test under automake's driver, then shows on the terminal what a
# reader wants of its log: all of it when the test failed, else Check's
# closing line.

driver=$1
shift
log=
trs=
previous=
for argument in "$@"; do
	case $previous in
	--log-file) log=$argument ;;
	--trs-file) trs=$argument ;;
	esac
	[ "$argument" = -- ] && break
	previous=$argument
done

"$driver" "$@" || exit
if grep -q '^:recheck: yes' "$trs"; then
	cat "$log"
else
	grep '^[0-9]*%: Checks: ' "$log"
fi
exit 0
