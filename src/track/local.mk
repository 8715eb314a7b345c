# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/track/zeek.c src/track/zeek.h \
	src/track/zeek_history.c \
	src/track/zeek_payload.c src/track/zeek_payload.h \
	src/track/zeek_state.c src/track/zeek_step.h
