/* SPDX-License-Identifier: BSD-2-Clause
 *
 * memory: bytes that can be opened by a name, as a capture is.
 */
#ifndef TCPLADDER_MEMORY_H
#define TCPLADDER_MEMORY_H

#include <stddef.h>

struct memory {
	int fd;
	char name[64];
};

/* A file of these bytes, in memory where the system can; ends the program
 * where there is none to be had. */
void memory_init(struct memory *memory, const void *bytes, size_t size);

/* Nothing of it is left. */
void memory_fini(struct memory *memory);

#endif
