#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# record.sh [NAME...]: record the sample captures again (all, or the named ones). Needs root.
exec python3 -B "$(dirname "$0")/record.py" "$@"
