# SPDX-License-Identifier: BSD-2-Clause
#
# Fuzzers.  `make fuzz` builds them with clang and runs each for FUZZ_SECONDS;
# FUZZ='decode report' runs only these; FUZZ_SEED=N goes the way that it went
# with this N, 0 a new one.  For AFL++:
#
#   make fuzzers FUZZ_CC=afl-clang-fast FUZZ_SANITIZE=-fsanitize=address
#   afl-fuzz -i tests/fuzz/seeds.made/decode -o afl -- tests/fuzz/fuzz_decode
#
# `make check` takes what they begin with, and what they found, through the
# same code (replay.sh).

FUZZ_CC = clang
FUZZ_SECONDS = 60
FUZZ_SEED = 0
FUZZ_JOBS = 1
FUZZ =
FUZZ_SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_CFLAGS = -g -O1 -fno-omit-frame-pointer

fuzz_cppflags = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/fuzz \
	-I$(top_srcdir)/tests/unit \
	-DFUZZ_SCHEMA='"$(abs_top_srcdir)/schema/tcpladder-1.schema.json"'
fuzz_cflags = $(FUZZ_SANITIZE)
fuzz_ldflags = -fsanitize=fuzzer $(FUZZ_SANITIZE)

fuzz_decode_sources = tests/fuzz/fuzz_decode.c tests/fuzz/entry.h \
	tests/fuzz/broken.c tests/fuzz/broken.h
fuzz_expect_sources = tests/fuzz/fuzz_expect.c tests/fuzz/entry.h
fuzz_options_sources = tests/fuzz/fuzz_options.c tests/fuzz/entry.h \
	tests/fuzz/broken.c tests/fuzz/broken.h
fuzz_tell_sources = tests/fuzz/entry.h \
	tests/fuzz/broken.c tests/fuzz/broken.h \
	tests/fuzz/memory.c tests/fuzz/memory.h \
	tests/fuzz/schema.c tests/fuzz/schema.h \
	tests/fuzz/tell.c tests/fuzz/tell.h
fuzz_report_sources = tests/fuzz/fuzz_report.c $(fuzz_tell_sources)
fuzz_segments_sources = tests/fuzz/fuzz_segments.c $(fuzz_tell_sources) \
	tests/fuzz/agree.c tests/fuzz/agree.h \
	tests/fuzz/figure.c tests/fuzz/figure.h \
	tests/fuzz/moves.c tests/fuzz/moves.h

# The seeds, and the same code without a fuzzer around it.
fuzz_replays = tests/fuzz/replay_decode tests/fuzz/replay_expect \
	tests/fuzz/replay_options tests/fuzz/replay_report \
	tests/fuzz/replay_segments
check_PROGRAMS += tests/fuzz/seeds $(fuzz_replays)
TESTS += tests/fuzz/replay.sh
EXTRA_DIST += tests/fuzz/replay.sh tests/fuzz/seeds.sh tests/fuzz/fuzz.sh \
	tests/fuzz/found

tests_fuzz_seeds_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_seeds_LDADD = $(tcpladder_LDADD)
tests_fuzz_seeds_SOURCES = tests/fuzz/seeds.c \
	tests/fuzz/broken.c tests/fuzz/broken.h \
	tests/fuzz/moves.c tests/fuzz/moves.h \
	tests/fuzz/tell.c tests/fuzz/tell.h \
	tests/unit/decode_samples.h \
	tests/unit/decode_samples_link.c tests/unit/decode_samples_tunnel.c

tests_fuzz_replay_decode_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_decode_LDADD = $(tcpladder_LDADD)
tests_fuzz_replay_decode_SOURCES = tests/fuzz/replay.c $(fuzz_decode_sources)
tests_fuzz_replay_expect_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_expect_LDADD = $(tcpladder_LDADD)
tests_fuzz_replay_expect_SOURCES = tests/fuzz/replay.c $(fuzz_expect_sources)
tests_fuzz_replay_options_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_options_LDADD = $(tcpladder_LDADD)
tests_fuzz_replay_options_SOURCES = tests/fuzz/replay.c $(fuzz_options_sources)
tests_fuzz_replay_report_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_report_LDADD = $(tcpladder_LDADD)
tests_fuzz_replay_report_SOURCES = tests/fuzz/replay.c $(fuzz_report_sources)
tests_fuzz_replay_segments_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_replay_segments_LDADD = $(tcpladder_LDADD)
tests_fuzz_replay_segments_SOURCES = tests/fuzz/replay.c \
	$(fuzz_segments_sources)

# The fuzzers, and all of the program once more, for them to see its edges; not
# those of the checks.
fuzz_programs = tests/fuzz/fuzz_decode tests/fuzz/fuzz_expect \
	tests/fuzz/fuzz_options tests/fuzz/fuzz_report \
	tests/fuzz/fuzz_segments
EXTRA_PROGRAMS += $(fuzz_programs)
EXTRA_LIBRARIES = tests/fuzz/libfuzzed.a
CLEANFILES += $(fuzz_programs) $(EXTRA_LIBRARIES) tests/fuzz/*.log
fuzz_ldadd = tests/fuzz/libfuzzed.a $(tcpladder_LIBS)

tests_fuzz_libfuzzed_a_CPPFLAGS = $(AM_CPPFLAGS)
tests_fuzz_libfuzzed_a_CFLAGS = -fsanitize=fuzzer-no-link $(fuzz_cflags)
tests_fuzz_libfuzzed_a_SOURCES = $(libtcpladder_a_SOURCES) \
	tests/fuzz/entropy.c

tests_fuzz_fuzz_decode_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_decode_CFLAGS = $(fuzz_cflags)
tests_fuzz_fuzz_decode_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_decode_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_decode_SOURCES = $(fuzz_decode_sources)
tests_fuzz_fuzz_expect_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_expect_CFLAGS = $(fuzz_cflags)
tests_fuzz_fuzz_expect_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_expect_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_expect_SOURCES = $(fuzz_expect_sources)
tests_fuzz_fuzz_options_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_options_CFLAGS = $(fuzz_cflags)
tests_fuzz_fuzz_options_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_options_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_options_SOURCES = $(fuzz_options_sources)
tests_fuzz_fuzz_report_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_report_CFLAGS = $(fuzz_cflags)
tests_fuzz_fuzz_report_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_report_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_report_SOURCES = $(fuzz_report_sources)
tests_fuzz_fuzz_segments_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_fuzz_segments_CFLAGS = $(fuzz_cflags)
tests_fuzz_fuzz_segments_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_segments_LDADD = $(fuzz_ldadd)
tests_fuzz_fuzz_segments_SOURCES = tests/fuzz/mutate_moves.c \
	$(fuzz_segments_sources)

.PHONY: fuzz fuzzers
fuzzers:
	$(MAKE) $(AM_MAKEFLAGS) CC='$(FUZZ_CC)' CFLAGS='$(FUZZ_CFLAGS)' \
		$(fuzz_programs)

fuzz: fuzzers tcpladder$(EXEEXT) tests/mkpcap$(EXEEXT) \
	tests/fuzz/seeds$(EXEEXT)
	@TCPLADDER='$(abs_builddir)/tcpladder' builddir='$(abs_builddir)' \
		srcdir='$(abs_srcdir)' $(SHELL) $(srcdir)/tests/fuzz/fuzz.sh \
		$(FUZZ_SECONDS) $(FUZZ_JOBS) $(FUZZ_SEED) $(FUZZ)

clean-local:
	-rm -rf tests/fuzz/seeds.made tests/fuzz/corpus tests/fuzz/broken
