/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each question here is a rule's that would else have a word, or leave more
 * behind than how far the sender has come.  Where a doubt is left, the segment
 * is not ordinary.
 *
 * References: as in steady.c, which does the same while nothing has happened
 * yet.
 */
#include "config.h"

#include "track/ordinary.h"

#include "decode/segment.h"
#include "track/analysis.h"
#include "track/connection.h"
#include "track/evidence.h"
#include "track/predict.h"
#include "track/seq.h"
#include "track/tcp_state.h"

/* It acknowledges what was seen, in place. */
static bool is_in_place(const struct half *from, const struct half *to,
                        const struct segment *s)
{
	return (s->flags & PREDICT_CONTROL) == SEG_ACK && s->window &&
	       s->seq == from->snd_nxt && predict_plain(s) &&
	       seq_ge(s->ack, from->last_ack) &&
	       (!to->sent || seq_le(s->ack, to->contiguous));
}

/* handshake.c, inherit.c: the handshake is over, or nobody has seen it. */
static bool has_opened(const struct connection *c)
{
	const struct opening *o = &c->opening;

	return (o->ack.packet ||
	        (!c->half[c->client].syn_seen && !o->syn_ack.packet)) &&
	       (c->round_trip || !o->syn.packet) && !o->odd_ack.packet &&
	       !c->inherited;
}

/* reset.c, and in data.c what the next segment decides. */
static bool is_undecided(const struct connection *c)
{
	return c->closing.reset.packet || c->unsent[DIR_0].packet ||
	       c->unsent[DIR_1].packet || c->stall[DIR_0].packet ||
	       c->stall[DIR_1].packet;
}

/* endpoint.c: both open, or unknown until payload has gone both ways. */
static bool keeps_states(const struct half *from, const struct half *to,
                         const struct segment *s)
{
	if (from->state != to->state)
		return false;
	return from->state == TCP_ESTABLISHED ||
	       (from->state == TCP_UNKNOWN &&
	        !(to->data_sent && (from->data_sent || s->len)));
}

/* A probe's byte may have been here already. */
static bool is_ready(const struct half *from, const struct half *to)
{
	return from->sent && from->acked && from->open_proved &&
	       !from->fin_seen && !from->reset_sent && !from->challenged &&
	       from->max_ack == from->last_ack &&
	       !half_probed(from, from->snd_nxt + 1) && !to->fin_seen &&
	       to->window && (!to->sent || evidence_whole(to, to->snd_nxt));
}

/* data.c: the window's edge does not move back. */
static bool edge_is_ordinary(const struct half *from, const struct segment *s)
{
	uint32_t edge = predict_edge(s, from->scale);

	return !from->edge_known || seq_ge(edge, from->right_edge) ||
	       from->right_edge - edge < predict_grain(from->scale);
}

/* analysis.c, data.c, evidence.c: it neither fills the window nor goes beyond
 * it, and was not lost before. */
static bool payload_is_ordinary(const struct half *from, const struct half *to,
                                const struct segment *s)
{
	uint32_t end = s->seq + s->len;
	unsigned shift =
		to->scale > 0 && !to->first_ack_due ? (unsigned)to->scale : 0;

	return end != to->last_ack + (to->window << shift) &&
	       !(to->edge_known && seq_gt(end, to->right_edge)) &&
	       !predict_loss(&from->making, s, s->time - from->last_time);
}

static bool is_ordinary(const struct connection *c, const struct half *from,
                        const struct half *to, const struct segment *s)
{
	/* A bare ACK that goes no further is a duplicate, or updates the
	 * window. */
	return is_in_place(from, to, s) && is_ready(from, to) &&
	       has_opened(c) && !is_undecided(c) && keeps_states(from, to, s) &&
	       edge_is_ordinary(from, s) &&
	       (s->len ? payload_is_ordinary(from, to, s)
	               : s->ack != from->last_ack) &&
	       s->packet != c->first.packet;
}

static void take_edge(struct half *from, const struct half *to,
                      const struct segment *s)
{
	uint32_t edge = predict_edge(s, from->scale);

	if (!predict_edge_known(from->scale, to->options_seen))
		return;
	if (!from->edge_known || seq_gt(edge, from->right_edge))
		from->right_edge = edge;
	from->edge_known = true;
}

bool ordinary_feed(struct connection *c, enum dir dir, const struct segment *s)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	if (!is_ordinary(c, from, to, s))
		return false;
	from->segments++;
	from->payload_bytes += s->len;
	from->data_sent |= s->len > 0;
	from->first_ack_due = false;
	take_edge(from, to, s);
	to->gap_told = false;
	c->probes[dir_peer(dir)] = 0;
	c->completeness |= c->first_completeness;
	c->completeness |= s->len ? COMPLETE_DATA : COMPLETE_ACK;
	analysis_note(c, s, dir, 0);
	return true;
}
