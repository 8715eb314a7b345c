/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | type, 4 bytes | length, 4 | … | length, 4 |   every block
 * | 0x0a0d0d0a    | length    | 0x1a2b3c4d …    a section, in its byte order
 * | 1             | length    | link type, 2 | reserved, 2 | snapshot length, 4 …
 *                                               an interface
 */
#include "config.h"

#include "capture/interfaces.h"

#include <pcap/pcap.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"

#define BLOCK_SECTION 0x0a0d0d0a /* the same in either byte order */
#define BLOCK_INTERFACE 1
#define SECTION_MAGIC 0x1a2b3c4d
#define BLOCK_MIN 12      /* bytes: type, length, and length again */
#define INTERFACE_MIN 20u /* … of an interface */

static uint32_t load32(const struct interfaces *i, const uint8_t *p)
{
	return i->big_endian ? load_be32(p) : load_le32(p);
}

/* Of the link types that are read here, these. */
static void mend_link_type(const struct interfaces *i, uint8_t *p)
{
	static const struct {
		uint8_t file, api;
	} NUMBERS[] = {
		{100, DLT_ATM_RFC1483},
		{101, DLT_RAW},
	};
	uint16_t number = i->big_endian ? load_be16(p) : load_le16(p);

	for (size_t n = 0; n < ARRAY_LEN(NUMBERS); n++)
		if (number == NUMBERS[n].file)
			p[i->big_endian ? 1 : 0] = NUMBERS[n].api;
}

/* Whatever it is, it becomes 0: none. */
static void mend_snapshot(struct interfaces *i, uint8_t *p)
{
	uint32_t length = load32(i, p);

	if (length == 0)
		length = UINT32_MAX;
	if (length > i->snapshot)
		i->snapshot = length;
	memset(p, 0, 4);
}

/* The head of a block.  Where it cannot be one, libpcap has the last word. */
static void take_head(struct interfaces *i, uint8_t *head)
{
	if (load_be32(head) == BLOCK_SECTION) {
		i->big_endian = load_be32(head + 8) == SECTION_MAGIC;
		i->lost = load32(i, head + 8) != SECTION_MAGIC;
	}
	i->ahead = load32(i, head + 4);
	if (i->ahead < BLOCK_MIN || i->ahead % 4 != 0)
		i->lost = true;
	if (i->lost || load32(i, head) != BLOCK_INTERFACE)
		return;
	mend_link_type(i, head + 8);
	if (i->ahead >= INTERFACE_MIN)
		mend_snapshot(i, head + 12);
}

/* Of an interface, more is looked at. */
static size_t head_len(const struct interfaces *i, const uint8_t *head)
{
	return load32(i, head) == BLOCK_INTERFACE ? INTERFACES_HEAD_LEN
	                                          : BLOCK_MIN;
}

size_t interfaces_mend(struct interfaces *i, uint8_t *at, size_t len)
{
	size_t done = 0;

	while (!i->lost) {
		if (i->ahead > len - done) {
			i->ahead -= len - done;
			return len;
		}
		done += (size_t)i->ahead;
		i->ahead = 0;
		if (len - done < BLOCK_MIN ||
		    len - done < head_len(i, at + done))
			return done;
		take_head(i, at + done);
	}
	return len;
}
