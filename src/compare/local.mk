# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/compare/alike.c src/compare/alike.h \
	src/compare/compare.c src/compare/compare.h \
	src/compare/difference.c src/compare/difference.h \
	src/compare/match.c \
	src/compare/pair.c src/compare/pair.h \
	src/compare/trace.c src/compare/trace.h
