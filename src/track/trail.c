/* SPDX-License-Identifier: BSD-2-Clause
 *
 * References: RFC 7323 §3.2 (timestamps), RFC 6864 (IP ID).
 */
#include "config.h"

#include "track/trail.h"

#include "track/seq.h"

#define ID_STREAK_MIN 2 /* so often risen in a row, it is one */
#define MSS_LEAST 88    /* bytes; Linux's, who offers less is not believed */
#define TIMESTAMPS 12u  /* bytes that the option takes of it, padded */

int64_t trail_age(const struct passed *ring, unsigned count, uint32_t identity,
                  int64_t time)
{
	uint32_t now = trail_us(time), best = UINT32_MAX;

	for (unsigned i = 0; i < count; i++)
		if (ring[i].identity == identity && now - ring[i].us < best)
			best = now - ring[i].us;
	return best < UINT32_MAX / 2 ? (int64_t)best * 1000 : -1;
}

/* What is rare: false where its ID tells nothing. */
static bool note_rare(struct making *m, const struct segment *s, int16_t steps)
{
	/* Linux, which counts for each connection, gives a SYN,ACK none. */
	if ((s->flags & (SEG_SYN | SEG_ACK)) == (SEG_SYN | SEG_ACK))
		m->id_shared = true;
	/* A reset made for no socket has an ID from elsewhere. */
	return !(s->flags & SEG_RST) ||
	       (steps >= 1 && steps <= TRAIL_ID_LOST_MAX);
}

unsigned trail_packets(const struct segment *s, uint16_t mss)
{
	unsigned most = mss;

	if (most < MSS_LEAST)
		return 1;
	if (s->options.seen & OPT_TIMESTAMPS)
		most -= TIMESTAMPS;
	return (s->len - 1) / most + 1;
}

/* So many IDs from the one that is `back` behind the newest on were here. */
static void note_older(struct making *m, unsigned back, unsigned packets)
{
	for (unsigned end = back + 1; packets && end; packets--, end--)
		if (end <= 64)
			m->id_bits |= UINT64_C(1) << (end - 1);
}

/* As many that follow the newest were, too. */
static void note_newer(struct making *m, unsigned packets)
{
	m->id_bits = packets < 64 ? ~(~m->id_bits << packets) : UINT64_MAX;
	m->ip_id = (uint16_t)(m->ip_id + packets);
}

static void note_id(struct making *m, const struct segment *s, unsigned packets)
{
	int16_t steps = (int16_t)(s->ip_id - m->ip_id);

	if ((s->flags & (SEG_SYN | SEG_RST)) && !note_rare(m, s, steps))
		return;
	if (m->id_seen && steps <= 0 && steps >= -TRAIL_ID_STEP_MAX) {
		note_older(m, (unsigned)-steps, packets); /* late */
		return;
	}
	if (m->id_seen && steps > 0 && steps <= TRAIL_ID_STEP_MAX) {
		m->id_streak += m->id_streak < UINT8_MAX;
		m->id_bits = steps < 64 ? m->id_bits << steps : 0;
	} else {
		m->id_streak = 0;
		m->id_bits = 0;
	}
	m->id_bits |= 1;
	m->ip_id = s->ip_id;
	m->id_seen = true;
	if (packets > 1)
		note_newer(m, packets - 1);
}

bool making_counts(const struct making *m, const struct segment *s)
{
	int16_t steps = (int16_t)(s->ip_id - m->ip_id);
	bool rises = steps > 0 && steps <= TRAIL_ID_STEP_MAX;

	return s->has_ip_id && s->ip_id != 0 && m->id_seen &&
	       m->id_streak + rises >= ID_STREAK_MIN;
}

int making_had(const struct making *m, const struct segment *s)
{
	uint16_t back = (uint16_t)(m->ip_id - s->ip_id);

	return back >= 64 ? -1 : (int)(m->id_bits >> back & 1);
}

bool making_row_whole(const struct making *m, unsigned most)
{
	unsigned known = m->id_streak + 1u < most ? m->id_streak + 1u : most;
	uint64_t row = UINT64_MAX >> (64 - known);

	return (m->id_bits & row) == row;
}

void making_note(struct making *m, const struct segment *s, unsigned packets)
{
	if (!(s->flags & SEG_RST))
		m->hops = trail_hops(s->ttl) & HOPS_MOST;
	if ((s->options.seen & OPT_TIMESTAMPS) &&
	    (!m->ts_seen || seq_gt(s->options.tsval, m->tsval))) {
		m->tsval = s->options.tsval;
		m->ts_seen = true;
	}
	if (s->has_ip_id && s->ip_id != 0)
		note_id(m, s, packets);
}
