# SPDX-License-Identifier: BSD-2-Clause
#
# `make check`: unit tests, cases, the command line, and lint.  A test that
# fails shows its log; the unit tests always show Check's closing line.

LOG_DRIVER = $(SHELL) $(top_srcdir)/tests/driver.sh \
	$(top_srcdir)/build-aux/test-driver
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C TZ=UTC TCPLADDER='$(abs_builddir)/tcpladder' \
	srcdir='$(abs_srcdir)' builddir='$(abs_builddir)'; \
	export LC_ALL TZ TCPLADDER srcdir builddir; \
	unset LANGUAGE NO_COLOR PAGER;

EXTRA_DIST += tests/driver.sh

# Unit tests: a new file is one line here and one row in tests/unit/suites.h.
if HAVE_CHECK
check_PROGRAMS += tests/unit/unit_tests
TESTS += tests/unit/unit_tests
endif
tests_unit_unit_tests_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_unit_unit_tests_CFLAGS = $(AM_CFLAGS) $(CHECK_CFLAGS)
tests_unit_unit_tests_LDADD = libtcpladder.a $(tcpladder_LIBS) $(CHECK_LIBS)
tests_unit_unit_tests_SOURCES = \
	tests/unit/decode_bytes.c tests/unit/decode_bytes.h \
	tests/unit/decode_samples.h \
	tests/unit/decode_samples_link.c \
	tests/unit/decode_samples_tunnel.c \
	tests/unit/main.c \
	tests/unit/sample.c tests/unit/sample.h \
	tests/unit/same_segment.h tests/unit/seg.c tests/unit/seg.h \
	tests/unit/story.c tests/unit/story.h \
	tests/unit/trial.c tests/unit/trial.h \
	tests/unit/world.c tests/unit/world.h \
	tests/unit/suites.h \
	tests/unit/test_alike.c \
	tests/unit/test_analysis.c \
	tests/unit/test_capture.c \
	tests/unit/test_census.c \
	tests/unit/test_close.c \
	tests/unit/test_collide.c \
	tests/unit/test_columns.c \
	tests/unit/test_compare.c \
	tests/unit/test_connection.c \
	tests/unit/test_crossing.c \
	tests/unit/test_data.c \
	tests/unit/test_decode_fragment.c \
	tests/unit/test_decode_ip.c \
	tests/unit/test_decode_tables.c \
	tests/unit/test_decode_tcp.c \
	tests/unit/test_digits.c \
	tests/unit/test_early.c \
	tests/unit/test_elsewhere.c \
	tests/unit/test_endpoint.c \
	tests/unit/test_evidence.c \
	tests/unit/test_expect.c \
	tests/unit/test_explain.c \
	tests/unit/test_fault.c \
	tests/unit/test_flow_table.c \
	tests/unit/test_handshake.c \
	tests/unit/test_ftp.c \
	tests/unit/test_hash.c \
	tests/unit/test_holes.c \
	tests/unit/test_interfaces.c \
	tests/unit/test_json.c \
	tests/unit/test_ladder.c \
	tests/unit/test_linger.c \
	tests/unit/test_list.c \
	tests/unit/test_listener.c \
	tests/unit/test_marks.c \
	tests/unit/test_match.c \
	tests/unit/test_offload.c \
	tests/unit/test_options.c \
	tests/unit/test_order.c \
	tests/unit/test_ordinary.c \
	tests/unit/test_outcome.c \
	tests/unit/test_paint.c \
	tests/unit/test_parcel.c \
	tests/unit/test_pages.c \
	tests/unit/test_pool.c \
	tests/unit/test_quoted.c \
	tests/unit/test_record.c \
	tests/unit/test_records.c \
	tests/unit/test_identification.c \
	tests/unit/test_idle.c \
	tests/unit/test_reserve.c \
	tests/unit/test_rewind.c \
	tests/unit/test_reset.c \
	tests/unit/test_rules.c \
	tests/unit/test_seq.c \
	tests/unit/test_shelf.c \
	tests/unit/test_show.c \
	tests/unit/test_steady.c \
	tests/unit/test_syn_again.c \
	tests/unit/test_tcp_state.c \
	tests/unit/test_text.c \
	tests/unit/test_tidy.c \
	tests/unit/test_tracker.c \
	tests/unit/test_verdicts.c \
	tests/unit/test_words.c \
	tests/unit/test_zeek.c

check-local:
if !HAVE_CHECK
	@echo "The unit tests need the library check >= 0.15; install it" \
		"(./bootstrap does) and run configure again." >&2
	@exit 1
endif

# The tool that makes captures from text, for the cases.
check_PROGRAMS += tests/mkpcap
tests_mkpcap_LDADD = libtcpladder.a
tests_mkpcap_SOURCES = \
	tests/mkpcap.c tests/mkpcap.h \
	tests/mkpcap_build.c \
	tests/mkpcap_options.c \
	tests/mkpcap_parse.c

# Any prefix of any capture is safe input.
check_PROGRAMS += tests/truncate
TESTS += tests/truncate
tests_truncate_LDADD = libtcpladder.a $(tcpladder_LIBS)
tests_truncate_SOURCES = tests/truncate.c

# Of twice the input, no more than twice the time.
check_PROGRAMS += tests/linear/linear
TESTS += tests/linear/linear
tests_linear_linear_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/linear
tests_linear_linear_SOURCES = \
	tests/linear/inputs.c tests/linear/inputs.h \
	tests/linear/linear.c \
	tests/linear/wire.c tests/linear/wire.h

# What can be done from inside the sandbox, and what cannot.
check_PROGRAMS += tests/sandboxed
TESTS += tests/sandboxed
tests_sandboxed_LDADD = libtcpladder.a $(tcpladder_LIBS) -lpthread
tests_sandboxed_SOURCES = tests/sandboxed.c

# The program with catalogues of the test's own.
check_PROGRAMS += tests/translated
tests_translated_CPPFLAGS = $(AM_CPPFLAGS) \
	-DLOCALEDIR='"$(abs_builddir)/tests/locale"'
tests_translated_LDADD = $(tcpladder_LDADD)
tests_translated_SOURCES = $(tcpladder_SOURCES)

# The rest is scripts: cases, the command line, lint.
TESTS += \
	tests/ci/example.sh \
	tests/ci/ready.sh \
	tests/cli/check.sh \
	tests/cli/compare.sh \
	tests/cli/errors.sh \
	tests/cli/expect.sh \
	tests/cli/explain.sh \
	tests/cli/hostile.sh \
	tests/cli/input.sh \
	tests/cli/language.sh \
	tests/cli/lean.sh \
	tests/cli/twice.sh \
	tests/cli/lesson.sh \
	tests/cli/many.sh \
	tests/cli/output.sh \
	tests/cli/record.sh \
	tests/cli/reports.sh \
	tests/cli/sandbox.sh \
	tests/cli/terminal.sh \
	tests/lint/documents.sh \
	tests/lint/hardening.sh \
	tests/lint/layers.sh \
	tests/lint/messages.sh \
	tests/lint/options.sh \
	tests/lint/prefetch.sh \
	tests/schema/recipes.sh \
	tests/schema/run.sh \
	tests/run-cases.sh
EXTRA_DIST += tests/compare tests/expect

# `make coverage`: which lines `make check` runs.  lcov's coverage.info stays
# in the folder of the tarball's name.
EXTRA_DIST += tests/coverage.sh
.PHONY: coverage
coverage: distdir
	@$(SHELL) $(srcdir)/tests/coverage.sh $(distdir)

# `make analyze`: what can be found without running it.
EXTRA_DIST += .clang-tidy
.PHONY: analyze
analyze: config.h
	@srcdir='$(abs_srcdir)' \
		SOURCES='$(tcpladder_SOURCES) $(libtcpladder_a_SOURCES)' \
		$(SHELL) $(srcdir)/tests/lint/analyze.sh \
		$(AM_CPPFLAGS)

EXTRA_DIST += tests/wild/list.py tests/wild/hostile.py tests/wild/differ.py
EXTRA_DIST += tests/ci tests/cli tests/lint tests/run-cases.sh tests/bless.sh \
	tests/case.sh tests/cases tests/schema
