/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/rival.h"

#include "decode/segment.h"
#include "track/connection.h"

bool rival_is(const struct connection *c, const struct segment *s, enum dir dir)
{
	const struct half *server = &c->half[dir];

	return (s->flags & (SEG_SYN | SEG_RST | SEG_ACK)) ==
	               (SEG_SYN | SEG_ACK) &&
	       dir != c->client && server->syn_seen && s->seq != server->iss;
}

/* It answers this SYN, and no other: what it acknowledges is where the client
 * went on. */
static bool answers_syn(const struct connection *c, const struct segment *s)
{
	const struct check *j = &c->checks[EQUATION_J];

	return (j->verdict == VERDICT_PASS && s->ack == j->actual) ||
	       s->ack == c->opening.third_seq;
}

static void remember(struct connection *c, const struct segment *s,
                     const struct half *server)
{
	if (c->rival.answer.packet)
		return;
	c->rival = (struct rival){
		.answer = moment_of(s),
		.before = c->opening.last_syn_ack.packet,
		.k = {server->iss, s->seq},
	};
}

void rival_note(struct connection *c, const struct segment *s, enum dir dir)
{
	const struct half *server = &c->half[dir];

	/* Where the one before acknowledged something else, the other SYN is
	 * what has to be told. */
	if (rival_is(c, s, dir) && server->acked && server->max_ack == s->ack)
		remember(c, s, server);
}

bool rival_take(struct connection *c, const struct segment *s, enum dir dir)
{
	if (!rival_is(c, s, dir) || !c->opening.ack.packet ||
	    c->checks[EQUATION_K].verdict != VERDICT_PASS ||
	    c->renumbered.known || !answers_syn(c, s))
		return false;
	remember(c, s, &c->half[dir]);
	return true;
}

void rival_finish(struct connection *c)
{
	const struct rival *r = &c->rival;
	enum dir server = dir_peer(c->client);
	uint32_t taken = c->half[server].iss;
	struct finding *f;

	if (!r->answer.packet)
		return;
	f = connection_find_numbers(c, RULE_SYN_ACK_CHANGED, server,
	                            r->answer.packet, r->k[0], r->k[1]);
	f->other = r->before;
	if (c->checks[EQUATION_K].verdict == VERDICT_PASS)
		f->amount = taken == r->k[0] ? 1 : taken == r->k[1] ? 2 : 0;
}
