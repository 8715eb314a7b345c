/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/minute.h"

int64_t minute_slot(int64_t time)
{
	return time / MINUTE_SLOT_NS - (time % MINUTE_SLOT_NS < 0);
}

static uint32_t *count_of(struct minute *m, int64_t slot)
{
	int64_t at = slot % MINUTE_SLOTS;

	return &m->counts[at < 0 ? at + MINUTE_SLOTS : at];
}

/* Forgets what is a minute older than this slot. */
static void go_on(struct minute *m, int64_t slot)
{
	for (unsigned i = 0; i < MINUTE_SLOTS && m->slot < slot; i++) {
		m->sum -= *count_of(m, ++m->slot);
		*count_of(m, m->slot) = 0;
	}
	if (m->slot < slot)
		m->slot = slot; /* all of it was forgotten */
}

int64_t minute_add(struct minute *m, int64_t time)
{
	int64_t slot = minute_slot(time);

	if (m->sum == 0)
		m->slot = slot;
	go_on(m, slot);
	++*count_of(m, m->slot);
	m->sum++;
	return m->slot;
}

void minute_take(struct minute *m, int64_t slot)
{
	if (slot > m->slot || slot <= m->slot - MINUTE_SLOTS ||
	    !*count_of(m, slot))
		return;
	--*count_of(m, slot);
	m->sum--;
}
