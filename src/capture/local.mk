# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/capture/capture.c src/capture/capture.h \
	src/capture/filter.c src/capture/filter.h \
	src/capture/interfaces.c src/capture/interfaces.h \
	src/capture/reason.c src/capture/reason.h \
	src/capture/records.c src/capture/records.h \
	src/capture/source.c src/capture/source.h \
	src/capture/unpack.c src/capture/unpack.h
