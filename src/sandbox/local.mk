# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/sandbox/privileges.c src/sandbox/privileges.h \
	src/sandbox/sandbox.h

# One of these.
if SANDBOX_LINUX
libtcpladder_a_SOURCES += src/sandbox/sandbox_linux.c
endif
if SANDBOX_OPENBSD
libtcpladder_a_SOURCES += src/sandbox/sandbox_openbsd.c
endif
if SANDBOX_FREEBSD
libtcpladder_a_SOURCES += src/sandbox/sandbox_freebsd.c
endif
if SANDBOX_NONE
libtcpladder_a_SOURCES += src/sandbox/sandbox_none.c
endif
