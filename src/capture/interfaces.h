/* SPDX-License-Identifier: BSD-2-Clause
 *
 * interfaces: the interfaces of a pcapng, so that libpcap takes all of them.
 *
 * libpcap keeps the first interface's link type as the number its API has for
 * it, DLT_RAW, and holds the others' numbers as they are in the file,
 * LINKTYPE_RAW, against that.  Where the two are not the same number, it finds
 * that interfaces of one link type differ, and reads no further.
 *
 * Nor does it read on where their snapshot lengths differ, which bound what is
 * to come and nothing else: it is told of none.
 */
#ifndef TCPLADDER_INTERFACES_H
#define TCPLADDER_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a block begins: type, length, and as much as is looked at. */
#define INTERFACES_HEAD_LEN 16

/* All zero: at the beginning of the file. */
struct interfaces {
	uint64_t ahead;    /* bytes up to the next block */
	uint32_t snapshot; /* the largest length so far, bytes; UINT32_MAX: an
	                      interface has no bound */
	bool big_endian;   /* the section */
	bool lost;         /* what is read is no pcapng */
};

/* Takes the bytes that come next in the file, writes such link types in the
 * API's number, and snapshot lengths as none.  Returns how many bytes it has
 * dealt with.  The rest, of which there are fewer than INTERFACES_HEAD_LEN, is
 * the beginning of a block: it is to be given again, with what follows. */
size_t interfaces_mend(struct interfaces *interfaces, uint8_t *at, size_t len);

#endif
