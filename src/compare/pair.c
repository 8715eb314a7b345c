/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A segment is known again by its direction, numbers, length and flags.  Where
 * several are alike (a retransmission is), the IP identification tells them
 * apart, if it is kept on the way, and else the time: the clocks of two
 * captures differ, but by the same all along.
 */
#include "config.h"

#include "compare/pair.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "compare/alike.h"

/* Without PSH, which some boxes set and clear. */
static int compare_keys(const struct sighting *a, const struct sighting *b)
{
	const uint32_t x[] = {a->dir, a->seq, a->len, a->ack,
	                      a->flags &
	                              (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK)};
	const uint32_t y[] = {b->dir, b->seq, b->len, b->ack,
	                      b->flags &
	                              (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK)};

	for (size_t i = 0; i < sizeof(x) / sizeof(*x); i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	int order = compare_keys(x->s, y->s);

	return order ? order : x->index < y->index ? -1 : x->index > y->index;
}

/* The sightings of one capture in the order of their keys. */
static struct key *sort_keys(const struct trace_connection *c)
{
	struct key *keys = xcalloc(c->count + 1, sizeof(*keys));

	for (size_t i = 0; i < c->count; i++)
		keys[i] = (struct key){&c->sightings[i], i};
	qsort(keys, c->count, sizeof(*keys), by_key);
	return keys;
}

/* How many from `at` on have the same key. */
static size_t group(const struct key *keys, size_t count, size_t at)
{
	size_t end = at;

	while (end < count && compare_keys(keys[end].s, keys[at].s) == 0)
		end++;
	return end - at;
}

static void join(struct pairing *p, size_t here, size_t there)
{
	p->partner[here] = there;
	p->partner_there[there] = here;
}

/* Who waits longer for the SYN,ACK stands nearer the client. */
static int nearer_client(const struct pairing *p)
{
	int64_t here = p->here->answer_time, there = p->there->answer_time;

	if (!here || !there || here == there)
		return 0;
	return here > there ? -1 : 1;
}

/* True when segments of this direction pass here first. */
static bool is_forward(const struct pairing *p, unsigned dir)
{
	return dir ? p->nearer > 0 : p->nearer <= 0;
}

int64_t pairing_took(const struct pairing *p, const struct sighting *here,
                     const struct sighting *there)
{
	int64_t took = there->time - here->time;

	return is_forward(p, here->dir) ? took : -took;
}

/* Half of what the ways there and back seem to differ by: as good as can be
 * known where both are equally long. */
int64_t pairing_offset(const struct pairing *p)
{
	unsigned forward = is_forward(p, 0) ? 0 : 1, back = !forward;

	if (p->timed[forward] && p->timed[back])
		return (p->quickest[forward] - p->quickest[back]) / 2;
	return p->timed[forward] ? p->quickest[forward] : -p->quickest[back];
}

/* What most segments say, by their votes against each other. */
static void vote_ttl(struct pairing *p, unsigned dir, int change)
{
	if (p->ttl_votes[dir] == 0)
		p->ttl_change[dir] = change;
	if (p->ttl_change[dir] == change)
		p->ttl_votes[dir]++;
	else
		p->ttl_votes[dir]--;
}

/* What a segment that each capture has once says of the way. */
static void learn(struct pairing *p, const struct sighting *a,
                  const struct sighting *b)
{
	int64_t took = pairing_took(p, a, b);

	if (!p->timed[a->dir])
		p->ids_kept[a->dir] = a->has_ip_id;
	vote_ttl(p, a->dir, b->ttl - a->ttl);
	if (!p->timed[a->dir] || took < p->quickest[a->dir])
		p->quickest[a->dir] = took;
	p->timed[a->dir] = true;
	if (a->ip_id != b->ip_id)
		p->ids_kept[a->dir] = false;
}

/* The best partners within a group of one key. */
static void join_group(struct pairing *p, const struct key *here, size_t count,
                       const struct key *there, size_t count_there)
{
	unsigned dir = here->s->dir;
	struct way way = {is_forward(p, dir), p->ids_kept[dir],
	                  p->quickest[dir]};
	const struct key **partners = xcalloc(count, sizeof(*partners));

	alike_join(&way, here, count, there, count_there, partners);
	for (size_t i = 0; i < count; i++)
		if (partners[i])
			join(p, here[i].index, partners[i]->index);
	free(partners);
}

/* IP identifications, a bit each. */
struct ids {
	uint64_t bits[(UINT16_MAX + 1) / 64];
};

/* Those of a group that found no partner.  ids is empty, and is left so. */
static void note_again(const struct key *keys, size_t count,
                       const size_t *partner, uint8_t *again, struct ids *ids)
{
	for (size_t i = 0; i < count; i++)
		if (partner[keys[i].index] != PAIR_NONE)
			ids->bits[keys[i].s->ip_id / 64] |=
				UINT64_C(1) << keys[i].s->ip_id % 64;
	for (size_t i = 0; i < count; i++) {
		uint16_t id = keys[i].s->ip_id;

		if (partner[keys[i].index] != PAIR_NONE)
			continue;
		again[keys[i].index] = PAIR_ALIKE;
		if (id && ids->bits[id / 64] >> id % 64 & 1)
			again[keys[i].index] = PAIR_PACKET;
	}
	for (size_t i = 0; i < count; i++)
		ids->bits[keys[i].s->ip_id / 64] = 0;
}

/* Walks both orders side by side; lone: only keys that each has once. */
static void walk(struct pairing *p, const struct key *here,
                 const struct key *there, bool lone)
{
	struct ids ids = {{0}};
	size_t i = 0, j = 0;
	size_t n = group(here, p->here->count, i);
	size_t m = group(there, p->there->count, j);

	while (n && m) {
		int order = compare_keys(here[i].s, there[j].s);

		if (order == 0 && lone && n == 1 && m == 1)
			learn(p, here[i].s, there[j].s);
		if (order == 0 && !lone) {
			join_group(p, &here[i], n, &there[j], m);
			note_again(&here[i], n, p->partner, p->again, &ids);
			note_again(&there[j], m, p->partner_there,
			           p->again_there, &ids);
		}
		if (order <= 0) {
			i += n;
			n = group(here, p->here->count, i);
		}
		if (order >= 0) {
			j += m;
			m = group(there, p->there->count, j);
		}
	}
}

void pairing_init(struct pairing *p, const struct trace_connection *here,
                  const struct trace_connection *there)
{
	struct key *keys = sort_keys(here), *keys_there = sort_keys(there);

	*p = (struct pairing){.here = here, .there = there};
	p->nearer = nearer_client(p);
	p->partner = xcalloc(here->count + 1, sizeof(*p->partner));
	p->partner_there = xcalloc(there->count + 1, sizeof(*p->partner_there));
	p->again = xcalloc(here->count + 1, 1);
	p->again_there = xcalloc(there->count + 1, 1);
	for (size_t i = 0; i < here->count; i++)
		p->partner[i] = PAIR_NONE;
	for (size_t i = 0; i < there->count; i++)
		p->partner_there[i] = PAIR_NONE;
	walk(p, keys, keys_there, true);
	walk(p, keys, keys_there, false);
	free(keys);
	free(keys_there);
}

void pairing_fini(struct pairing *p)
{
	free(p->partner);
	free(p->partner_there);
	free(p->again);
	free(p->again_there);
}
