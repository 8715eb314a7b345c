/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | seconds, 4 bytes | fraction, 4 | captured, 4 | on the wire, 4 | bytes … |
 *
 * The buffer holds a run of whole records and the beginning of the next, which
 * moves to the front when more is read behind it.
 */
#include "config.h"

#include "capture/records.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/xalloc.h"
#include "capture/capture.h"
#include "capture/source.h"

#define NSEC_PER_SEC INT64_C(1000000000)

enum {
	RECORD_HEADER = 16,
	CAPTURED_MAX = 262144, /* libpcap's MAXIMUM_SNAPLEN: more is damage */
	READ_SIZE = 256 * 1024,
	BUFFER_SIZE = RECORD_HEADER + CAPTURED_MAX + READ_SIZE,
	FIRST_SIZE = 16 * 1024, /* of the buffer, enough for a small file */
};

/* A file's first number: what the fraction of a record's time counts. */
#define MAGIC_MICROSECONDS 0xa1b2c3d4
#define MAGIC_NANOSECONDS 0xa1b23c4d

struct records {
	struct source *source;
	uint32_t captured_max; /* a record with more bytes is libpcap's */
	int32_t unit;          /* nanoseconds the fraction counts */
	bool given_up;         /* libpcap reads on */
	struct bytes rest;     /* of the buffer: not yet given */
	uint8_t *buffer;
	size_t size; /* of the buffer */
};

struct records *records_new(struct source *source, struct pcap *pcap)
{
	uint32_t magic = source_magic(source);
	uint32_t snapshot = (uint32_t)pcap_snapshot(pcap);
	struct records *records;

	if ((magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS) ||
	    pcap_major_version(pcap) != 2 || pcap_minor_version(pcap) != 4 ||
	    pcap_datalink(pcap) == DLT_USB_LINUX_MMAPPED) /* it mends lengths */
		return NULL;
	records = xzalloc(sizeof(*records));
	records->source = source;
	records->captured_max = snapshot < CAPTURED_MAX ? snapshot
	                                                : CAPTURED_MAX;
	records->unit = magic == MAGIC_MICROSECONDS ? 1000 : 1;
	records->buffer = xzalloc(FIRST_SIZE);
	records->size = FIRST_SIZE;
	records->rest.at = records->buffer;
	return records;
}

/* What is at rest goes to the front of the buffer, which is as large as it ever
 * will be once there is more than was hoped for. */
static void make_room(struct records *records, size_t count)
{
	struct bytes *rest = &records->rest;

	memmove(records->buffer, rest->at, rest->len);
	if (records->size < BUFFER_SIZE &&
	    (records->size < count || rest->len > 0)) {
		records->buffer =
			xreallocarray(records->buffer, 1, BUFFER_SIZE);
		records->size = BUFFER_SIZE;
	}
	rest->at = records->buffer;
}

/* Reads on until `count` bytes are at rest; false where the source has no more. */
static bool fill(struct records *records, size_t count)
{
	struct bytes *rest = &records->rest;

	make_room(records, count);
	while (rest->len < count) {
		size_t room = records->size - rest->len;
		ssize_t len = source_read(records->source,
		                          records->buffer + rest->len,
		                          room < READ_SIZE ? room : READ_SIZE);

		if (len <= 0)
			return false;
		rest->len += (size_t)len;
	}
	return true;
}

static inline bool have(struct records *records, size_t count)
{
	return records->rest.len >= count || fill(records, count);
}

/* What is left is libpcap's. */
static bool give_up(struct records *records)
{
	source_return(records->source, records->rest);
	records->rest.len = 0;
	records->given_up = true;
	return false;
}

/* As in the file. */
struct record {
	uint32_t seconds; /* they wrap in 2106, as in Wireshark */
	int32_t fraction; /* libpcap gives it a sign */
	uint32_t captured, length;
};

/* The record that begins what is at rest, where its header is. */
static inline struct record first_of(const struct records *records)
{
	struct record record;

	_Static_assert(sizeof(record) == RECORD_HEADER, "as in the file");
	memcpy(&record, records->rest.at, RECORD_HEADER);
	return record;
}

/* All of it is at rest. */
static inline void take(struct records *records, struct frame *frame)
{
	struct record record = first_of(records);
	struct bytes *rest = &records->rest;

	frame->data = rest->at + RECORD_HEADER;
	frame->captured = record.captured;
	frame->length = record.length;
	frame->time = record.seconds * NSEC_PER_SEC +
	              (int64_t)record.fraction * records->unit;
	*rest = bytes_skip(*rest, RECORD_HEADER + record.captured);
}

/* Kept apart, so that it costs nothing where there is a record at rest. */
__attribute__((noinline)) static bool read_on(struct records *records,
                                              struct frame *frame)
{
	uint32_t captured;

	if (records->given_up)
		return false;
	if (!have(records, RECORD_HEADER))
		return give_up(records);
	captured = first_of(records).captured;
	if (captured > records->captured_max ||
	    !have(records, RECORD_HEADER + captured))
		return give_up(records);
	take(records, frame);
	return true;
}

static inline bool is_at_rest(const struct records *records)
{
	size_t len = records->rest.len;
	uint32_t captured;

	if (len < RECORD_HEADER)
		return false;
	captured = first_of(records).captured;
	return captured <= records->captured_max &&
	       captured <= len - RECORD_HEADER;
}

bool records_next(struct records *records, struct frame *frame)
{
	if (!is_at_rest(records))
		return read_on(records, frame);
	take(records, frame);
	return true;
}

void records_free(struct records *records)
{
	if (records == NULL)
		return;
	free(records->buffer);
	free(records);
}
