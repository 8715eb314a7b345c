/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Opens an empty file, and names it. */
static int open_empty(char *name, size_t size)
{
#ifdef __linux__
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	snprintf(name, size, "/proc/self/fd/%d", fd);
	return fd;
#else
	snprintf(name, size, "/tmp/tcpladder-fuzz.XXXXXX");
	return mkstemp(name);
#endif
}

void memory_init(struct memory *m, const void *bytes, size_t size)
{
	m->fd = open_empty(m->name, sizeof(m->name));
	if (m->fd < 0 || write(m->fd, bytes, size) != (ssize_t)size) {
		perror("a file in memory");
		exit(EXIT_FAILURE);
	}
}

void memory_fini(struct memory *m)
{
	close(m->fd);
#ifndef __linux__
	unlink(m->name);
#endif
}
