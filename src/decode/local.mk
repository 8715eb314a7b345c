# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/decode/checksum.c src/decode/checksum.h \
	src/decode/decode.c src/decode/decode.h \
	src/decode/ethernet.c \
	src/decode/ethertype.c \
	src/decode/extension.h \
	src/decode/fragment.c src/decode/fragment.h \
	src/decode/ip.c \
	src/decode/ipv4.c \
	src/decode/ipv6.c \
	src/decode/layers.h \
	src/decode/link.c \
	src/decode/options.c src/decode/options.h \
	src/decode/segment.h \
	src/decode/tcp.c \
	src/decode/walk.c src/decode/walk.h
