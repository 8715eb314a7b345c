/* SPDX-License-Identifier: BSD-2-Clause
 *
 * References: RFC 7323 §3.2 (timestamps), RFC 6864 (IP ID).
 */
#include "config.h"

#include "track/trail.h"

#include "track/seq.h"

int64_t trail_age(const struct passed *ring, unsigned count, uint32_t identity,
                  int64_t time)
{
	uint32_t now = trail_us(time), best = UINT32_MAX;

	for (unsigned i = 0; i < count; i++)
		if (ring[i].identity == identity && now - ring[i].us < best)
			best = now - ring[i].us;
	return best < UINT32_MAX / 2 ? (int64_t)best * 1000 : -1;
}

static void note_id(struct trail *t, const struct segment *s)
{
	int16_t steps = (int16_t)(s->ip_id - t->ip_id);

	/* A reset made for no socket has an ID from elsewhere. */
	if ((s->flags & SEG_RST) && (steps < 1 || steps > TRAIL_ID_LOST_MAX))
		return;
	if (t->id_seen && steps <= 0 && steps >= -TRAIL_ID_STEP_MAX) {
		if (steps > -64) /* an older one, late */
			t->id_bits |= UINT64_C(1) << -steps;
		return;
	}
	if (t->id_seen && steps > 0 && steps <= TRAIL_ID_STEP_MAX) {
		t->id_streak += t->id_streak < UINT8_MAX;
		t->id_bits = steps < 64 ? t->id_bits << steps : 0;
	} else {
		t->id_streak = 0;
		t->id_bits = 0;
	}
	t->id_bits |= 1;
	t->ip_id = s->ip_id;
	t->id_seen = true;
}

void trail_note_making(struct trail *t, const struct segment *s)
{
	if ((s->options.seen & OPT_TIMESTAMPS) &&
	    (!t->ts_seen || seq_gt(s->options.tsval, t->tsval))) {
		t->tsval = s->options.tsval;
		t->ts_seen = true;
	}
	if (s->has_ip_id && s->ip_id != 0)
		note_id(t, s);
}
