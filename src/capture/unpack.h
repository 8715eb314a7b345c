/* SPDX-License-Identifier: BSD-2-Clause
 *
 * unpack: gzip, zstd, lz4, xz and bzip2 taken away, by libarchive.
 */
#ifndef TCPLADDER_UNPACK_H
#define TCPLADDER_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"

struct unpack;

/* Gives the next compressed bytes, at *data until the next call.  Returns
 * their number, 0 at the end, -1 with errno set on failure. */
typedef ssize_t unpack_feed(void *from, const void **data);

/* The name of the compression these first bytes of a file announce ("gzip"),
 * or NULL.  Four bytes tell them all. */
const char *unpack_recognise(struct bytes head);

/* Starts unpacking what feed(from) gives.  Returns NULL where this build has
 * no libarchive; the caller frees it with unpack_free(). */
struct unpack *unpack_new(unpack_feed *feed, void *from);

/* Reads up to size unpacked bytes.  Returns their number, 0 at the end, -1 on
 * failure: see unpack_error(). */
ssize_t unpack_read(struct unpack *unpack, void *buffer, size_t size);

/* Why unpack_read() failed, NULL if it did not; lives as long as the unpack. */
const char *unpack_error(const struct unpack *unpack);

/* True when it failed because the compressed data ends too early. */
bool unpack_cut(const struct unpack *unpack);

/* NULL is fine. */
void unpack_free(struct unpack *unpack);

#endif
