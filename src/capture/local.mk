# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/capture/capture.h
