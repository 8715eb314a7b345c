# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/base/array.h \
	src/base/bytes.h \
	src/base/digits.c src/base/digits.h \
	src/base/fault.c src/base/fault.h \
	src/base/hash.c src/base/hash.h \
	src/base/intl.c src/base/intl.h \
	src/base/order.c src/base/order.h \
	src/base/pages.c src/base/pages.h \
	src/base/phrase.c src/base/phrase.h \
	src/base/pool.c src/base/pool.h \
	src/base/shelf.c src/base/shelf.h \
	src/base/text.c src/base/text.h \
	src/base/xalloc.c src/base/xalloc.h
