# SPDX-License-Identifier: BSD-2-Clause
#
# `make bench` measures; `make check-property` breaks numbers and looks whether
# they are found; neither is part of `make check`.  BENCHFLAGS and
# PROPERTYFLAGS go to the scripts; `sh tests/bench/bench.sh -h` tells them.

EXTRA_PROGRAMS = tests/bench/generate tests/bench/loop tests/bench/measure
dist_doc_DATA += docs/performance.md
EXTRA_DIST += tests/bench/bench.sh tests/bench/property.py

tests_bench_generate_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/bench
tests_bench_generate_LDADD = libtcpladder.a
tests_bench_generate_SOURCES = \
	tests/bench/application.c \
	tests/bench/clock.c tests/bench/clock.h \
	tests/bench/conversation.c tests/bench/conversation.h \
	tests/bench/frame.c tests/bench/frame.h \
	tests/bench/generate.c \
	tests/bench/mutate.c tests/bench/mutate.h \
	tests/bench/packet.h \
	tests/bench/random.c tests/bench/random.h \
	tests/bench/receive.c \
	tests/bench/send.c \
	tests/bench/shape.c tests/bench/shape.h \
	tests/bench/tap.c tests/bench/tap.h
tests_bench_loop_LDADD = $(PCAP_LIBS)
tests_bench_loop_SOURCES = tests/bench/loop.c
tests_bench_measure_SOURCES = tests/bench/measure.c

CLEANFILES += $(EXTRA_PROGRAMS) tests/bench/*.pcap tests/bench/*.made \
	tests/bench/*.mutations

bench_programs = tcpladder$(EXEEXT) tests/bench/generate$(EXEEXT) \
	tests/bench/loop$(EXEEXT) tests/bench/measure$(EXEEXT)

.PHONY: bench check-property
bench: $(bench_programs)
	@LC_ALL=C TCPLADDER='$(abs_builddir)/tcpladder' \
		builddir='$(abs_builddir)' \
		$(SHELL) $(srcdir)/tests/bench/bench.sh $(BENCHFLAGS)

check-property: tcpladder$(EXEEXT) tests/bench/generate$(EXEEXT)
	@TCPLADDER='$(abs_builddir)/tcpladder' builddir='$(abs_builddir)' \
		python3 $(srcdir)/tests/bench/property.py $(PROPERTYFLAGS)
