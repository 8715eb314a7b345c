/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek_payload: one high mark, and a few runs above it.
 *
 * Zeek keeps the bytes; for the letter G it is enough to know which there
 * were.  `whole` is where the first hole begins; what lies beyond is kept as
 * runs, sorted, none touching the next:
 *
 *        acknowledged    whole     hole    run      hole    run
 *   ──────────┴────────────┴──── ─ ─ ─ ──[━━━━━)─ ─ ─ ─ ──[━━━━━)
 *
 * A connection without loss never has a run, so their storage is allocated at
 * the first hole.  When more holes stand open at once than there is room for,
 * the two topmost runs are taken as one: a hole is forgotten, never invented.
 */
#include "config.h"

#include "track/zeek_payload.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/seq.h"

#define RUNS_MAX 16

struct run {
	uint32_t left, right; /* [left, right) */
};

struct zeek_runs {
	unsigned count;
	bool given_up;
	struct run run[RUNS_MAX + 1]; /* one more while inserting */
};

void zeek_payload_init(struct zeek_payload *payload)
{
	*payload = (struct zeek_payload){.whole = 1, .acknowledged = 1};
}

void zeek_payload_fini(struct zeek_payload *payload)
{
	free(payload->runs);
	payload->runs = NULL;
}

/* Takes away runs[first, last). */
unsigned char *zeek_payload_pack(const struct zeek_payload *payload,
                                 unsigned char *to)
{
	if (payload->runs == NULL)
		return to;
	memcpy(to, payload->runs, sizeof(*payload->runs));
	return to + sizeof(*payload->runs);
}

const unsigned char *zeek_payload_unpack(struct zeek_payload *payload,
                                         const unsigned char *from)
{
	if (payload->runs == NULL)
		return from;
	payload->runs = xzalloc(sizeof(*payload->runs));
	memcpy(payload->runs, from, sizeof(*payload->runs));
	return from + sizeof(*payload->runs);
}

static void runs_remove(struct zeek_runs *runs, unsigned first, unsigned last)
{
	memmove(&runs->run[first], &runs->run[last],
	        (runs->count - last) * sizeof(runs->run[0]));
	runs->count -= last - first;
}

static void runs_insert(struct zeek_runs *runs, struct run new)
{
	unsigned first = 0;
	unsigned last;

	while (first < runs->count && seq_lt(runs->run[first].right, new.left))
		first++;
	for (last = first; last < runs->count; last++) {
		const struct run *old = &runs->run[last];

		if (seq_lt(new.right, old->left))
			break;
		new.left = seq_min(new.left, old->left);
		new.right = seq_max(new.right, old->right);
	}
	runs_remove(runs, first, last);
	memmove(&runs->run[first + 1], &runs->run[first],
	        (runs->count - first) * sizeof(runs->run[0]));
	runs->run[first] = new;
	runs->count++;
	if (runs->count > RUNS_MAX) {
		runs->count = RUNS_MAX;
		runs->run[RUNS_MAX - 1].right = runs->run[RUNS_MAX].right;
	}
}

/* What is whole has grown: the runs it reached are no longer above a hole. */
static void swallow_runs(struct zeek_payload *payload)
{
	struct zeek_runs *runs = payload->runs;
	unsigned reached = 0;

	if (runs == NULL)
		return;
	while (reached < runs->count &&
	       seq_le(runs->run[reached].left, payload->whole)) {
		payload->whole =
			seq_max(payload->whole, runs->run[reached].right);
		reached++;
	}
	runs_remove(runs, 0, reached);
}

void zeek_payload_sent(struct zeek_payload *payload, uint32_t from, uint32_t to,
                       uint32_t acked, bool unheard)
{
	struct zeek_runs *runs;

	if (zeek_payload_given_up(payload))
		return;
	acked = seq_max(acked, payload->acknowledged);
	if (seq_le(to, acked))
		return;
	from = seq_max(from, acked);
	if (seq_le(from, payload->whole)) {
		payload->whole = seq_max(payload->whole, to);
		swallow_runs(payload);
		if (unheard && payload->whole - 1 > ZEEK_UNHEARD_MAX)
			payload->acknowledged = payload->whole;
		return;
	}
	if (payload->runs == NULL)
		payload->runs = xzalloc(sizeof(*payload->runs));
	runs = payload->runs;
	runs_insert(runs, (struct run){from, to});
	if (unheard && runs->run[runs->count - 1].right - payload->whole >
	                       ZEEK_UNHEARD_MAX) {
		runs->count = 0;
		runs->given_up = true;
	}
}

unsigned zeek_payload_acked(struct zeek_payload *payload, uint32_t to)
{
	struct zeek_runs *runs = payload->runs;
	unsigned holes = 0;

	if (seq_le(to, payload->acknowledged))
		return 0;
	payload->acknowledged = to;
	while (runs != NULL && runs->count > 0 &&
	       seq_lt(runs->run[0].left, to)) {
		holes++;
		payload->whole = runs->run[0].right;
		runs_remove(runs, 0, 1);
	}
	if (seq_lt(payload->whole, to)) {
		holes++;
		payload->whole = to;
	}
	swallow_runs(payload);
	return zeek_payload_given_up(payload) ? 0 : holes;
}

void zeek_payload_excuse(struct zeek_payload *payload, uint32_t to)
{
	payload->acknowledged = seq_max(payload->acknowledged, to);
}

bool zeek_payload_waits(const struct zeek_payload *payload)
{
	return seq_lt(payload->acknowledged, payload->whole) ||
	       (payload->runs != NULL && payload->runs->count > 0);
}

bool zeek_payload_given_up(const struct zeek_payload *payload)
{
	return payload->runs != NULL && payload->runs->given_up;
}
