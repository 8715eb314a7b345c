# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/decode/backbone.c \
	src/decode/checksum.c src/decode/checksum.h \
	src/decode/decode.c src/decode/decode.h \
	src/decode/ethernet.c \
	src/decode/ethertype.c \
	src/decode/extension.h \
	src/decode/fragment.c src/decode/fragment.h \
	src/decode/ftp.c src/decode/ftp.h \
	src/decode/gre.c \
	src/decode/icmp.c \
	src/decode/ip.c \
	src/decode/ipv4.c \
	src/decode/ipv6.c \
	src/decode/juniper.c \
	src/decode/layers.h \
	src/decode/link.c \
	src/decode/link_frame.c \
	src/decode/llc.c \
	src/decode/mpls.c \
	src/decode/options.c src/decode/options.h \
	src/decode/plain.c src/decode/plain.h \
	src/decode/ppp.c \
	src/decode/radio.c \
	src/decode/route.c src/decode/route.h \
	src/decode/segment.h \
	src/decode/tag.h \
	src/decode/tcp.c src/decode/tcp_header.h \
	src/decode/tunnel.c \
	src/decode/udp.c \
	src/decode/vnc.c src/decode/vnc.h \
	src/decode/walk.c src/decode/walk.h \
	src/decode/wireless.c
