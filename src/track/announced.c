/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/announced.h"

#include <string.h>

#include "decode/ftp.h"

void announced_note(struct announced *a, const struct segment *s)
{
	struct endpoint end, peer;
	size_t at = a->count % ANNOUNCED_MAX;

	if (!ftp_announcement(s, &end, &peer))
		return;
	a->pairs[at].end = end;
	a->pairs[at].peer = peer;
	a->count++;
}

static bool is(const struct endpoint *a, const struct endpoint *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool announced_find(const struct announced *a, const struct segment *s)
{
	struct endpoint source = s->source, destination = s->destination;
	size_t count = a->count < ANNOUNCED_MAX ? a->count : ANNOUNCED_MAX;

	source.port = destination.port = 0;
	for (size_t i = 0; i < count; i++) {
		const struct endpoint *end = &a->pairs[i].end;
		const struct endpoint *peer = &a->pairs[i].peer;

		if ((is(end, &s->destination) && is(peer, &source)) ||
		    (is(end, &s->source) && is(peer, &destination)))
			return true;
	}
	return false;
}
