# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/report/check.c src/report/check.h \
	src/report/ci.c src/report/ci.h \
	src/report/ci_github.c \
	src/report/ci_junit.c \
	src/report/ci_sarif.c \
	src/report/ci_tap.c \
	src/report/closing.c src/report/closing.h \
	src/report/columns.c src/report/columns.h \
	src/report/explain.c src/report/explain.h \
	src/report/heading.c src/report/heading.h \
	src/report/json.c \
	src/report/json_connection.c src/report/json_connection.h \
	src/report/json_text.c src/report/json_text.h \
	src/report/json_writer.c src/report/json_writer.h \
	src/report/label.c src/report/label.h \
	src/report/ladder.c src/report/ladder.h \
	src/report/ladders.c \
	src/report/list.c \
	src/report/listeners.c src/report/listeners.h \
	src/report/page.c src/report/page.h \
	src/report/paint.c \
	src/report/plain.c src/report/plain.h \
	src/report/report.c src/report/report.h \
	src/report/run.c src/report/run.h \
	src/report/show.c src/report/show.h \
	src/report/survey.c src/report/survey.h \
	src/report/verdicts.c src/report/verdicts.h
