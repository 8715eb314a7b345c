/* SPDX-License-Identifier: BSD-2-Clause
 *
 * source: the bytes of one input file, plain or unpacked, as a stdio stream.
 */
#ifndef TCPLADDER_SOURCE_H
#define TCPLADDER_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/bytes.h"

struct fault;
struct source;

enum source_format {
	SOURCE_EMPTY, /* no bytes at all */
	SOURCE_PCAP,  /* by its magic number, as are all but the last */
	SOURCE_PCAPNG,
	SOURCE_UNKNOWN
};

/* Opens a file, "-" being standard input, and reads nothing of it; *size is its
 * bytes, 0 where unknown.  Does not wait for the writer of a named pipe.
 * Returns NULL and "FILE: reason" in the fault when it is missing, a directory
 * or unreadable; the caller closes it with source_close(). */
struct source *source_open(const char *name, uint64_t *size,
                           struct fault *fault);

/* Reads its first bytes, and unpacks it when they say that it is compressed.
 * Returns 0, or -1 and "FILE: reason". */
int source_begin(struct source *source, const char *name, struct fault *fault);

/* What the first bytes, unpacked, are. */
enum source_format source_format(const struct source *source);

/* The first four bytes, unpacked, as a number in this machine's byte order; of
 * a file that has them. */
uint32_t source_magic(const struct source *source);

/* A buffered stream of the unpacked bytes, NULL when it cannot be made.  Asked
 * for once; the caller closes it, before source_close().  It reads a pcap's
 * header without reading ahead of it. */
FILE *source_stream(struct source *source);

/* Reads on behind what the stream has read: up to `size` bytes, unpacked.
 * Returns their number, 0 at the end, -1 with errno set on failure. */
ssize_t source_read(struct source *source, void *buffer, size_t size);

/* Leaves the last bytes that source_read() gave to the stream, which reads them
 * next; they must stay where they are. */
void source_return(struct source *source, struct bytes bytes);

/* Bytes of the file read so far, before unpacking. */
uint64_t source_consumed(const struct source *source);

/* True where it can be read a second time: a regular file. */
bool source_rereadable(const struct source *source);

/* Goes back to where it was opened, as if nothing had been read; the stream is
 * closed by now.  Returns 0, or -1 and "FILE: reason". */
int source_rewind(struct source *source, const char *name, struct fault *fault);

/* The largest snapshot length of a pcapng's interfaces so far, bytes;
 * UINT32_MAX: one has no bound; 0: it is no pcapng, or none was read. */
uint32_t source_snapshot(const struct source *source);

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
