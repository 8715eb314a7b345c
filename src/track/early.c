/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An acknowledgment of what has not been sent looks the same, at first; and so
 * does one of what the capture has lost.  But then what is missing does not come
 * at once: the peer answers with an acknowledgment of nothing new (RFC 9293
 * §3.10.7.4), or what comes was made later, by its timestamp, than the one that
 * was echoed (RFC 7323 §3.2), or there is nothing.
 */
#include "config.h"

#include "track/early.h"

#include <string.h>

#include "track/connection.h"
#include "track/evidence.h"
#include "track/gaps.h"
#include "track/marks.h"
#include "track/seq.h"

/* ns: so far apart may a capture put two packets the wrong way, without more
 * being known; at most, where it is; and where what is missing comes behind more,
 * or does not end where it was acknowledged. */
#define ORDER INT64_C(10000000)
#define ORDER_MOST (ORDER * 20)
#define ORDER_JUMPED (ORDER / 10)
#define ORDER_INEXACT (ORDER / 50)

static const struct half *peer_of(const struct connection *c, unsigned dir)
{
	return &c->half[dir_peer((enum dir)dir)];
}

static bool is_readable(const struct segment *s)
{
	return s->len_known && !s->header_bogus && s->checksum != CHECKSUM_BAD;
}

/* It says how far its peer has come. */
static bool tells(const struct segment *s)
{
	return (s->flags & SEG_ACK) && is_readable(s);
}

/* The SYN or SYN,ACK before it may come. */
static bool is_before_syn(const struct half *from, const struct segment *s)
{
	if (s->flags & SEG_RST)
		return false;
	return s->flags & SEG_SYN ? from->segments == 0
	                          : from->syn_seen && !from->acked;
}

bool early_is(const struct connection *c, const struct segment *s)
{
	enum dir dir = connection_dir(c, s);
	const struct half *from = &c->half[dir], *to = peer_of(c, dir);

	/* Whose numbers they are it decides itself (inherit.h). */
	if (!tells(s) || c->inherited)
		return false;
	if (!to->segments)
		return is_before_syn(from, s);
	/* A reset acknowledges what it answers, whatever is missing before that
	 * (RFC 9293 §3.5.2). */
	if ((s->flags & SEG_RST) && to->sent && seq_le(s->ack, to->snd_nxt))
		return false;
	/* What it has acknowledged before is waited for no more. */
	return to->sent && !(s->flags & SEG_SYN) &&
	       !(from->acked && seq_le(s->ack, from->max_ack)) &&
	       !evidence_whole(to, s->ack);
}

/* Where nothing of its peer has been here, Wireshark does not call it unseen. */
static uint32_t marks_ahead(const struct connection *c, unsigned dir)
{
	return peer_of(c, dir)->segments ? MARKS_EARLY
	                                 : MARK_BIT(CAPTURED_EARLY);
}

static void append(struct early *e, const struct segment *s, uint32_t marks)
{
	struct early_segment *one = &e->segments[e->count++];

	one->segment = *s;
	one->segment.tcp = NULL;
	one->segment.tcp_captured = 0;
	one->marks = marks;
	one->judged = false;
}

static void miss(struct early *e, uint32_t left, uint32_t right)
{
	if (seq_lt(left, right) && e->missing_count < EARLY_MISSING)
		e->missing[e->missing_count++] = (struct stretch){left, right};
}

/* What the capture has not shown of the peer's numbers up to those wanted. */
static void find_missing(struct early *e, const struct half *to)
{
	const struct gaps *gaps = to->gaps;

	e->missing_count = 0;
	for (unsigned i = 0; gaps && i < gaps->count; i++)
		if (!gaps->gap[i].acknowledged)
			miss(e, gaps->gap[i].left,
			     seq_min(gaps->gap[i].right, e->wanted));
	miss(e, e->come, e->wanted);
}

/* How late what is missing may be.  A SYN is known by its number, and a timestamp
 * that has not been here by itself.  Else it is not what is sent again for want of
 * the acknowledgment, if it comes within a round trip; and the capture may be as
 * late as it has been.  But a hole had shown before: its receiver asked for that,
 * so it may be sent again at any time. */
static int64_t limit_for(const struct early *e, const struct connection *c)
{
	int64_t limit = connection_round_trip(c);

	if (e->proved || peer_of(c, e->dir)->segments == 0)
		return ORDER_MOST;
	if (seq_le(e->wanted, e->come))
		return ORDER;
	if (limit < 2 * c->ahead[e->dir].most)
		limit = 2 * c->ahead[e->dir].most;
	if (limit < ORDER)
		return ORDER;
	return limit < ORDER_MOST ? limit : ORDER_MOST;
}

/* This one is the first. */
static void wait_for(struct early *e, const struct connection *c,
                     const struct segment *s)
{
	const struct half *to = peer_of(c, e->dir);

	e->timed = s->options.seen & OPT_TIMESTAMPS;
	e->tsecr = s->options.tsecr;
	e->proved = e->timed && to->making.ts_seen &&
	            seq_gt(e->tsecr, to->making.tsval);
	e->filled = e->jumped = false;
	e->wanted = s->ack;
	e->come = to->sent ? to->snd_nxt : s->ack - 1;
	e->acked = to->last_ack;
	e->since = s->time;
	e->limit = limit_for(e, c);
	find_missing(e, to);
}

void early_begin(struct early *e, const struct connection *c,
                 const struct segment *s)
{
	e->dir = connection_dir(c, s);
	e->count = 0;
	wait_for(e, c, s);
	append(e, s, marks_ahead(c, e->dir));
}

int64_t early_due(const struct early *e)
{
	return e->since + e->limit;
}

/* These numbers are missing no longer. */
static void fill(struct early *e, uint32_t left, uint32_t right)
{
	struct stretch was[EARLY_MISSING];
	unsigned count = e->missing_count;

	memcpy(was, e->missing, sizeof(was));
	e->missing_count = 0;
	for (unsigned i = 0; i < count; i++) {
		miss(e, was[i].left, seq_min(was[i].right, left));
		miss(e, seq_max(was[i].left, right), was[i].right);
	}
}

static bool is_missing(const struct early *e, uint32_t left, uint32_t right)
{
	for (unsigned i = 0; i < e->missing_count; i++)
		if (seq_lt(left, e->missing[i].right) &&
		    seq_gt(right, e->missing[i].left))
			return true;
	return false;
}

/* What is missing was sent before it was acknowledged, or sent again after: so
 * its clock says.  Without one, it comes in its turn; or nobody has asked for it,
 * and it comes before anybody could have been answered.  A FIN's is not echoed by
 * who has closed as well: Linux keeps what it had. */
static bool was_before(const struct early *e, const struct connection *c,
                       const struct segment *s)
{
	const struct half *from = &c->half[e->dir];
	int64_t took = s->time - e->since;

	if (e->timed && (s->options.seen & OPT_TIMESTAMPS) &&
	    !(s->flags & SEG_FIN))
		return (e->filled && !e->jumped) ||
		       seq_le(s->options.tsval, e->tsecr);
	return !e->jumped ||
	       (took < ORDER_JUMPED && took < connection_round_trip(c) / 2 &&
	        !(from->has_asked && from->asked == s->seq));
}

/* The peer's: it fills what is missing, or it does not tell that nothing is. */
static bool takes_peers(const struct early *e, const struct connection *c,
                        const struct segment *s)
{
	bool opens = peer_of(c, e->dir)->segments == 0 && !e->filled;
	uint32_t end = s->seq + segment_space(s);
	bool fills = is_missing(e, s->seq, end);
	bool exact = seq_le(end, e->wanted) ||
	             s->time - e->since < ORDER_INEXACT;

	if (s->flags & SEG_RST || opens != ((s->flags & SEG_SYN) != 0))
		return false;
	if (!fills)
		return !opens && (e->proved || s->ack != e->acked ||
		                  segment_space(s) != 0);
	return was_before(e, c, s) && (exact || e->proved);
}

bool early_takes(const struct early *e, const struct connection *c,
                 const struct segment *s)
{
	int64_t took = s->time - e->since;

	if (took > e->limit || took < -e->limit || e->count == EARLY_SEGMENTS ||
	    !is_readable(s))
		return false;
	return connection_dir(c, s) == (enum dir)e->dir ? !(s->flags & SEG_SYN)
	                                                : takes_peers(e, c, s);
}

bool early_add(struct early *e, const struct connection *c,
               const struct segment *s)
{
	uint32_t end = s->seq + segment_space(s);
	bool ahead;

	if (connection_dir(c, s) == (enum dir)e->dir) {
		ahead = tells(s) && (seq_gt(s->ack, e->come) ||
		                     seq_gt(s->ack, e->missing[0].left));
		append(e, s, ahead ? marks_ahead(c, e->dir) : 0);
		return false;
	}
	e->filled |= is_missing(e, s->seq, end);
	fill(e, s->seq, end);
	e->jumped |= seq_gt(s->seq, e->come);
	e->come = seq_max(e->come, end);
	e->acked = s->ack;
	append(e, s, 0);
	return e->missing_count == 0;
}

/* What it acknowledges has been judged. */
static bool is_due(const struct connection *c, const struct segment *s,
                   unsigned dir)
{
	return !(s->flags & SEG_ACK) || evidence_whole(peer_of(c, dir), s->ack);
}

struct early_segment *early_next(struct early *e, const struct connection *c)
{
	struct early_segment *own = NULL, *peers = NULL, *next;

	for (unsigned i = e->count; i-- > 0;) {
		struct early_segment *one = &e->segments[i];

		if (one->judged)
			continue;
		if (connection_dir(c, &one->segment) == (enum dir)e->dir)
			own = one;
		else
			peers = one;
	}
	next = own && is_due(c, &own->segment, e->dir) ? own : peers;
	/* All that the first acknowledges is here, though the rules made
	 * something else of it. */
	if (!next && own && seq_le(own->segment.ack, e->wanted))
		next = own;
	if (next)
		next->judged = true;
	return next;
}

void early_settle(struct early *e, const struct connection *c)
{
	unsigned left = 0;

	for (unsigned i = 0; i < e->count; i++)
		if (!e->segments[i].judged)
			e->segments[left++] = e->segments[i];
	e->count = left;
	if (left)
		wait_for(e, c, &e->segments[0].segment);
}
