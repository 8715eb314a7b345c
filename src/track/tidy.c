/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Memory is for what may go on.  What is over stays for what may still come
 * (RFC 9293 §3.4.2), but need not stay in memory: when the store would grow
 * beyond its room, some that have been silent for a while are put away in a
 * file, where they wait for a late segment or for their report.
 *
 * Where nobody is silent, it is tried less and less often.
 */
#include "config.h"

#include "track/tracker_inside.h"

#define SILENT INT64_C(500000000) /* ns; by then a FIN has come again */
#define AT_ONCE 64                /* connections */
#define PATIENCE_MAX 63           /* fillings */

/* The slot must be its own: who has lost it to a successor may yet be told how
 * that goes on. */
static bool put_away(struct tracker *t, uint32_t place)
{
	uint32_t hash = flow_table_hash(&t->table, &t->store, place), to;

	if (!flow_table_has(&t->table, &t->store, place))
		return false;
	to = store_put_away(&t->store, place);
	if (!to)
		return false;
	tracker_move(t, hash, place, to);
	return true;
}

static unsigned put_some_away(struct tracker *t, enum form form, uint32_t spare,
                              int64_t before)
{
	unsigned done = 0;

	while (done < AT_ONCE) {
		uint32_t place = store_silent(&t->store, form, before);

		if (!place || place == spare || !put_away(t, place))
			break;
		done++;
	}
	return done;
}

void tidy_up(struct tracker *t, uint32_t spare, int64_t now)
{
	enum form form = t->store.full;
	uint32_t *patience = &t->patience[form];

	t->store.full = FORM_NONE;
	if (t->fillings[form]++ < *patience)
		return;
	t->fillings[form] = 0;
	if (put_some_away(t, form, spare, now - SILENT))
		*patience = 0;
	else if (*patience < PATIENCE_MAX)
		*patience = *patience * 2 + 1;
}

uint32_t tidy_fetch(struct tracker *t, uint32_t hash, uint32_t place)
{
	uint32_t to = store_fetch(&t->store, place);

	tracker_move(t, hash, place, to);
	return to;
}
