/* SPDX-License-Identifier: BSD-2-Clause
 *
 * source: the bytes of one input file, plain or unpacked, as a stdio stream.
 */
#ifndef TCPLADDER_SOURCE_H
#define TCPLADDER_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct fault;
struct source;

enum source_format {
	SOURCE_EMPTY, /* no bytes at all */
	SOURCE_PCAP,  /* by its magic number, as are all but the last */
	SOURCE_PCAPNG,
	SOURCE_UNKNOWN
};

/* Looks at a file without opening what cannot be opened twice (a pipe):
 * "FILE: reason" in the fault when it is missing, a directory or unreadable.
 * Returns 0 or -1; *size is its bytes, 0 where unknown. */
int source_check(const char *name, uint64_t *size, struct fault *fault);

/* Opens a file, "-" being standard input, and unpacks it when its first bytes
 * say that it is compressed.  Returns NULL and "FILE: reason" on failure; the
 * caller closes it with source_close(). */
struct source *source_open(const char *name, struct fault *fault);

/* What the first bytes, unpacked, are. */
enum source_format source_format(const struct source *source);

/* A buffered stream of the unpacked bytes, NULL when it cannot be made.  Asked
 * for once; the caller closes it, before source_close(). */
FILE *source_stream(struct source *source);

/* Bytes of the file read so far, before unpacking. */
uint64_t source_consumed(const struct source *source);

/* Why reading stopped with an error, or NULL when it did not: the words live
 * as long as the source. */
const char *source_error(const struct source *source);

/* True when it is compressed and its end is missing. */
bool source_cut(const struct source *source);

/* How messages call a file: its name, or "standard input". */
const char *source_label(const char *name);

/* Frees everything; NULL is fine. */
void source_close(struct source *source);

#endif
