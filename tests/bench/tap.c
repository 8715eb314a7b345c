/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tap: a classic pcap file, microseconds, this machine's byte order.
 */
#include "config.h"

#include "tap.h"

#include "conversation.h"
#include "mutate.h"

#define LINK_ETHERNET 1
#define START 1767225600 /* 2026-01-01 00:00:00 UTC */

struct file_header {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t zone, accuracy, snapshot_length, link;
};

struct record_header {
	uint32_t seconds, microseconds, captured, len;
};

void tap_begin(struct tap *tap)
{
	struct file_header header = {
		0xa1b2c3d4, 2, 4, 0, 0, tap->snapshot_length, LINK_ETHERNET};

	fwrite(&header, sizeof(header), 1, tap->out);
}

static void write_packet(struct tap *tap, const struct conversation *c,
                         enum side side, const struct packet *packet)
{
	struct frame_form form = {&c->end[side], &c->end[other(side)],
	                          c->plan.ipv6, c->plan.timestamps,
	                          side == CLIENT};
	size_t len = frame_build(&form, packet, tap->frame);
	uint64_t now = c->clock->now;
	struct record_header record = {
		(uint32_t)(START + now / SECOND),
		(uint32_t)(now % SECOND / MICROSECOND),
		(uint32_t)len,
		(uint32_t)len,
	};

	if (record.captured > tap->snapshot_length)
		record.captured = tap->snapshot_length;
	fwrite(&record, sizeof(record), 1, tap->out);
	fwrite(tap->frame, record.captured, 1, tap->out);
}

/* What an observer here knows from now on. */
static void remember(struct conversation *c, enum side side,
                     const struct packet *packet)
{
	uint64_t end = packet_end(packet), before = c->seen_end[side];
	uint64_t fin = packet->seq + packet->len;

	if (packet->flags & FLAG_RST)
		return;
	if ((packet->flags & FLAG_FIN) && !c->seen_fin[side]) {
		if (!c->seen_fin[other(side)])
			c->first_fin = side;
		c->seen_fin[side] = fin;
		c->fin_found[side] = c->seen_ack[other(side)] == fin ||
		                     (packet->len > 0 && packet->seq == before);
	}
	c->seen_window[side] = packet->window;
	if (end > before)
		c->seen_end[side] = end;
	if ((packet->flags & FLAG_ACK) && packet->ack > c->seen_ack[side])
		c->seen_ack[side] = packet->ack;
}

void tap_packet(struct tap *tap, struct conversation *c, enum side side,
                const struct packet *packet)
{
	struct packet changed = *packet;

	tap->packets++;
	if (!c->seen) {
		c->seen = true;
		c->opener = side;
		c->stream = tap->streams++;
	}
	if (tap->mutations)
		mutate_packet(tap, c, side, &changed);
	write_packet(tap, c, side, &changed);
	remember(c, side, packet);
}
