/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/renumbered.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/record.h"
#include "track/seq.h"

/* Made at once with this end's newest, and passed at once with it. */
static bool is_same_packet(const struct half *from, const struct segment *s)
{
	const struct making *m = &from->making;
	int64_t since = s->time - from->last_time;

	if (since < 0 || since > EVIDENCE_CAPTURE_MAX)
		return false;
	if (s->has_ip_id && s->ip_id)
		return m->id_seen && m->ip_id == s->ip_id;
	return m->ts_seen && (s->options.seen & OPT_TIMESTAMPS) &&
	       m->tsval == s->options.tsval;
}

/* The first SYN,ACK was of the other side. */
static void forget_first(struct connection *c, struct half *from)
{
	struct opening *o = &c->opening;
	struct check *check = &c->checks[EQUATION_J];

	if (!c->copies++)
		c->first_copy = check->packet;
	from->segments--;
	from->syn_seen = false;
	record_disown(c, check->packet);
	check->verdict = VERDICT_NOT_SEEN;
	check->packet = 0;
	o->syn_ack.packet = 0;
	o->syn_acks = 0;
	evidence_begin_again(from);
}

static bool learn(struct connection *c, uint32_t seq, uint32_t ack)
{
	/* Where they move by little, nobody can tell one from the other. */
	if (seq_near(seq, 0) && seq_near(ack, 0))
		return false;
	c->renumbered = (struct renumbered){true, seq, ack};
	return true;
}

/* A SYN,ACK after another: the same packet, with other numbers? */
static bool take_syn_ack(struct connection *c, const struct segment *s,
                         struct half *from)
{
	const struct check *check = &c->checks[EQUATION_J];

	if (c->opening.syn_acks != 1 || from->payload_bytes ||
	    !is_same_packet(from, s) ||
	    (s->seq == from->iss && s->ack == check->actual))
		return false;
	if (check->verdict == VERDICT_PASS)
		return learn(c, s->seq - from->iss, s->ack - check->actual);
	if (check->verdict == VERDICT_FAIL && s->ack == check->expected &&
	    learn(c, from->iss - s->seq, check->actual - s->ack))
		forget_first(c, from);
	return false;
}

/* Numbers that are far from where this side is, and near with the difference. */
static bool is_of_other(const struct connection *c, const struct segment *s,
                        enum dir dir)
{
	const struct renumbered *r = &c->renumbered;
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	uint32_t seq = dir == c->client ? r->ack : r->seq;
	uint32_t ack = dir == c->client ? r->seq : r->ack;

	if (seq_near(s->seq, from->snd_nxt) &&
	    (!(s->flags & SEG_ACK) || seq_near(s->ack, to->snd_nxt)))
		return false;
	return seq_near(s->seq - seq, from->snd_nxt) &&
	       (!(s->flags & SEG_ACK) || seq_near(s->ack - ack, to->snd_nxt));
}

bool renumbered_take(struct connection *c, const struct segment *s,
                     enum dir dir)
{
	struct half *from = &c->half[dir];

	if (c->renumbered.known)
		return is_of_other(c, s, dir);
	return (s->flags & (SEG_SYN | SEG_ACK)) == (SEG_SYN | SEG_ACK) &&
	       dir != c->client && from->syn_seen && !from->open_proved &&
	       take_syn_ack(c, s, from);
}

bool renumbered_syn(const struct connection *earlier, const struct segment *s)
{
	enum dir dir = connection_dir(earlier, s);

	return earlier->opening.syns == 1 && earlier->client == dir &&
	       earlier->half[dir].segments == 1 &&
	       earlier->half[dir_peer(dir)].segments == 0 &&
	       is_same_packet(&earlier->half[dir], s);
}
