# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/expect/align.c src/expect/align.h \
	src/expect/claims.c src/expect/claims.h \
	src/expect/events.c src/expect/events.h \
	src/expect/excerpt.c src/expect/excerpt.h \
	src/expect/expect.c src/expect/expect.h \
	src/expect/fit.c src/expect/fit.h \
	src/expect/model.c src/expect/model.h \
	src/expect/parse.c src/expect/parse.h \
	src/expect/parse_claim.c \
	src/expect/parse_step.c \
	src/expect/record.c src/expect/record.h \
	src/expect/scan.c src/expect/scan.h \
	src/expect/script.c src/expect/script.h \
	src/expect/script_steps.c src/expect/script_steps.h \
	src/expect/trial.c src/expect/trial.h
