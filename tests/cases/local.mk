# SPDX-License-Identifier: BSD-2-Clause
#
# The cases: a tool that writes captures from text, and what runs them.

check_PROGRAMS += tests/mkpcap
tests_mkpcap_SOURCES = \
	tests/mkpcap.c tests/mkpcap.h \
	tests/mkpcap_build.c \
	tests/mkpcap_options.c \
	tests/mkpcap_parse.c
tests_mkpcap_LDADD = libtcpladder.a

TESTS += tests/run-cases.sh
EXTRA_DIST += tests/run-cases.sh tests/bless.sh tests/case.sh tests/cases
