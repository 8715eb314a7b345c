/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The life of a segment, once its connection is found:
 *
 *   who sent it, and what would Zeek note of it?     (zeek.c)
 *   does it stand before what it acknowledges?       (early.c)
 *   would no rule have a word?  Then that is all     (ordinary.c)
 *   where do its numbers count from?                 (place, completeness)
 *   is it of another connection of the same ends?    (older.c, rival.c)
 *   is it a second sight of a packet?                (renumbered.c, evidence.c)
 *   what is it: sent again, late, a probe?           (analysis.c)
 *   what do the rules say of it?                     (the steps)
 *   how far has its sender come?                     (analysis_note)
 *   which states do both ends reach?                 (endpoint.c)
 *   is it kept for the ladder?                       (record.c)
 *
 * A capture point sees segments, not states.  It sees them once, in one order,
 * which is neither end's; some that were sent are missing, some that are there
 * never arrived.  So everything above asks what the segment proves, and keeps
 * what it merely suggests apart until it is proved or refuted.
 *
 * When no more is to come, connection_finish() settles what waited.
 *
 * References: RFC 9293; for the numbering, Wireshark's relative sequence
 * numbers, so that both count alike.
 */
#include "config.h"

#include "track/connection.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/analysis.h"
#include "track/crossing.h"
#include "track/elsewhere.h"
#include "track/endpoint.h"
#include "track/evidence.h"
#include "track/inherit.h"
#include "track/marks.h"
#include "track/offload.h"
#include "track/older.h"
#include "track/ordinary.h"
#include "track/outcome.h"
#include "track/rival.h"
#include "track/step.h"
#include "track/tcp_state.h"

#define STALE_MAX (INT64_C(10) * 1000000000) /* ns; a handshake lasts less */
#define SERVER_PORT_MAX 1024 /* below it, a port is a server's, if one is */

enum dir connection_dir(const struct connection *c, const struct segment *s)
{
	return memcmp(&c->end[0], &s->source, sizeof(s->source)) == 0 ? DIR_0
	                                                              : DIR_1;
}

void connection_event(struct connection *c, enum dir dir, int event)
{
	c->half[dir].state = (uint8_t)tcp_state_next(
		c->half[dir].state, (enum tcp_event)event, NULL);
}

/* Who opened it: the sender of a SYN, the receiver of a SYN,ACK; else whoever
 * does not look like a server. */
static void find_client(struct connection *c, const struct segment *s)
{
	uint16_t from = s->source.port, to = s->destination.port;

	if ((s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN) {
		c->client = DIR_0;
	} else if (s->flags & SEG_SYN) {
		c->client = DIR_1;
	} else {
		c->client_guessed = true;
		c->client = from < to && from < SERVER_PORT_MAX ? DIR_1 : DIR_0;
	}
}

static void remember_earlier(struct connection *c,
                             const struct connection *earlier,
                             const struct segment *s)
{
	enum dir same =
		memcmp(&earlier->end[0], &c->end[0], sizeof(c->end[0])) == 0
			? DIR_0
			: DIR_1;

	c->earlier = (struct earlier){
		.known = true,
		.stream = earlier->stream,
		.state = {earlier->half[same].state,
	                  earlier->half[dir_peer(same)].state},
		.answered = earlier->half[dir_peer(same)].segments > 0,
		.rejected = earlier->opening.syn_ack.packet &&
	                    !earlier->opening.ack.packet &&
	                    earlier->closing.reset.packet &&
	                    earlier->closing.reset_by == earlier->client,
		.renumbered = renumbered_syn(earlier, s),
		.packet = earlier->first.packet,
		.iss = earlier->half[same].iss,
		.iss_known = earlier->half[same].syn_seen,
		.gap = c->first.time - earlier->last.time,
	};
}

void connection_init(struct connection *c, const struct segment *s,
                     uint32_t stream, const struct connection *earlier,
                     const struct connection_options *options)
{
	bool syn = (s->flags & (SEG_SYN | SEG_RST)) == SEG_SYN;
	bool ack = s->flags & SEG_ACK;

	c->stream = stream;
	c->first = (struct moment){s->packet, s->time};
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++) {
		c->half[dir].scale = SCALE_UNKNOWN;
		c->half[dir].window = UINT32_MAX; /* none advertised */
	}
	find_client(c, s);
	if (syn && !ack) {
		c->half[DIR_0].state = TCP_CLOSED;
		c->half[DIR_1].state = TCP_LISTEN;
	} else if (syn) {
		c->half[DIR_0].state = TCP_LISTEN;
		c->half[DIR_1].state = TCP_SYN_SENT;
	}
	if (options->zeek || c->client_guessed)
		c->zeek = zeek_new();
	if (earlier) {
		c->disordered = earlier->disordered;
		remember_earlier(c, earlier, s);
		inherit_remember(c, earlier);
	}
}

/* Where relative numbers count from (Wireshark's base_seq): a SYN's number is
 * 0, the first of a connection met later 1. */
static uint32_t place(struct connection *c, const struct segment *s,
                      enum dir dir)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	uint32_t marks = 0;

	if ((s->flags & SEG_SYN) && from->base_known && s->seq != from->base) {
		from->base = s->seq;
		marks = MARK_BIT(PORT_REUSED);
	}
	if (!s->len_known)
		return marks;
	if (!from->base_known) {
		from->base = s->flags & SEG_SYN ? s->seq : s->seq - 1;
		from->base_known = true;
	}
	if (!to->base_known && (s->flags & SEG_ACK)) {
		to->base = s->ack - 1;
		to->base_known = true;
	}
	return marks;
}

static uint8_t completeness_of(const struct segment *s)
{
	unsigned both = s->flags & (SEG_SYN | SEG_ACK), bits = 0;

	if (both == (SEG_SYN | SEG_ACK))
		bits |= COMPLETE_SYN_ACK;
	else if (both == SEG_ACK)
		bits |= s->len ? COMPLETE_DATA : COMPLETE_ACK;
	if ((s->flags & (SEG_FIN | SEG_ACK)) == (SEG_FIN | SEG_ACK))
		bits |= COMPLETE_FIN;
	if (s->flags & SEG_RST)
		bits |= COMPLETE_RST;
	return (uint8_t)bits;
}

/* Wireshark's tcp.completeness, as its two passes leave it.  It looks at no
 * number.  A SYN counts only as the first packet of a connection that nothing
 * announced; what else the first packet says counts once there is a second. */
static void complete(struct connection *c, const struct segment *s)
{
	if (s->header_len < 20)
		return;
	if (s->packet != c->first.packet) {
		c->completeness |= c->first_completeness | completeness_of(s);
		return;
	}
	if ((s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN && !c->announced)
		c->completeness |= s->len ? COMPLETE_SYN | COMPLETE_DATA
		                          : COMPLETE_SYN;
	if (c->earlier.known || c->announced)
		c->completeness |= completeness_of(s);
	else
		c->first_completeness = completeness_of(s);
}

/* A packet that is here twice: drawn once, and counted nowhere. */
static void feed_copy(struct connection *c, const struct segment *s,
                      enum dir dir, struct sight *sight,
                      const struct connection_options *options)
{
	struct half *from = &c->half[dir];

	if ((sight->marks & MARK_BIT(DUPLICATE_CAPTURE)) && !c->copies++)
		c->first_copy = s->packet;
	if (elsewhere_is(from, s))
		elsewhere_note(c, s, dir);
	else
		handshake_syn_again(c, s);
	offload_note(from, s);
	sight->key = sight->pin = sight->marks & MARK_BIT(NETWORK_DUPLICATE);
	if (options->keep == KEEP_ALL || sight->key)
		record_segment(c, s, sight, options);
	else
		record_copy(c, s);
}

/* No TCP takes a segment whose header cannot be one (RFC 9293 §3.1), and of the
 * first fragment alone nobody knows the length. */
static void feed_unreadable(struct connection *c, const struct segment *s,
                            enum dir dir, struct sight *sight,
                            const struct connection_options *options)
{
	c->half[dir].segments++;
	c->half[dir].making.id_streak = 0; /* the row of IDs is broken here */
	if (s->header_bogus)
		sight->marks |= MARK_BIT(BAD_HEADER);
	sight->key = sight->pin = s->header_bogus;
	record_segment(c, s, sight, options);
}

/* What another connection of these ends has to say is nothing of this one. */
static void feed_other(struct connection *c, const struct segment *s,
                       enum dir dir, struct sight *sight,
                       const struct connection_options *options)
{
	c->half[dir].segments++;
	c->half[dir].payload_bytes += s->len;
	c->half[dir].making.id_streak = 0; /* the row of IDs is broken here */
	sight->key = sight->pin = true;
	record_segment(c, s, sight, options);
}

static void run_rules(struct connection *c, const struct segment *s,
                      enum dir dir, struct sight *sight)
{
	handshake_step(c, s, dir, sight);
	close_step(c, s, dir, sight);
	reset_step(c, s, dir, sight);
	data_step(c, s, dir, sight);
}

static void feed(struct connection *c, const struct segment *s, enum dir dir,
                 struct sight *sight)
{
	struct half *from = &c->half[dir];
	uint8_t states[DIR_COUNT] = {c->half[0].state, c->half[1].state};
	uint32_t findings = c->finding_count + c->findings_omitted;
	uint32_t crossed;

	from->segments++;
	from->payload_bytes += s->len;
	run_rules(c, s, dir, sight);
	crossed = crossing_find(c, s, dir);
	analysis_note(c, s, dir, sight->marks);
	endpoint_step(c, s, dir, sight->marks);
	crossing_note(c, s, dir, crossed, states[dir]);
	analysis_scale(c, s, dir);
	/* After the end nothing is ordinary. */
	sight->pin |= c->ended;
	sight->key = sight->pin || sight->marks || sight->label ||
	             sight->check ||
	             (s->flags & (SEG_SYN | SEG_FIN | SEG_RST)) ||
	             c->finding_count + c->findings_omitted != findings ||
	             states[0] != c->half[0].state ||
	             states[1] != c->half[1].state;
	/* Nothing more is due when both have closed, or one has reset. */
	c->ended = c->closing.reset.packet ||
	           (c->closing.ack[0].packet && c->closing.ack[1].packet);
}

void connection_meet(struct connection *c, const struct segment *s,
                     const struct connection_options *options)
{
	c->last = (struct moment){s->packet, s->time};
	c->ignored = options->ignored;
	if (c->zeek)
		zeek_segment(c->zeek, connection_dir(c, s), s);
}

/* The capture has been put behind itself: its first packet is here again, with
 * the time it had. */
static bool begins_again(const struct connection *c, const struct segment *s,
                         enum dir dir)
{
	const struct half *from = &c->half[dir];

	return dir == DIR_0 && s->time == c->first.time && from->sent &&
	       s->seq == from->first_seq && s->time < from->last_time;
}

static void judge(struct connection *c, const struct segment *s, enum dir dir,
                  const struct connection_options *options, uint32_t marks)
{
	struct sight sight = {.marks = marks | place(c, s, dir)};

	if (c->earlier.known && s->packet == c->first.packet)
		sight.marks |= MARK_BIT(PORT_REUSED);
	complete(c, s);
	if (s->checksum == CHECKSUM_BAD)
		sight.marks |= MARK_BIT(BAD_CHECKSUM);
	if (!s->len_known || s->header_bogus) {
		feed_unreadable(c, s, dir, &sight, options);
		return;
	}
	if (older_take(c, s, dir, &sight) || rival_take(c, s, dir)) {
		feed_other(c, s, dir, &sight, options);
		return;
	}
	c->retold |= begins_again(c, s, dir);
	if (c->inherited && s->packet != c->first.packet)
		inherit_decide(c, s, dir);
	else if (c->continues)
		inherit_reconsider(c, s, dir);
	sight.marks |= renumbered_take(c, s, dir) ? MARK_BIT(DUPLICATE_CAPTURE)
	                                          : analysis_marks(c, s, dir);
	if (sight.marks & MARKS_COPY) {
		feed_copy(c, s, dir, &sight, options);
		return;
	}
	feed(c, s, dir, &sight);
	record_segment(c, s, &sight, options);
}

bool connection_take(struct connection *c, const struct segment *s,
                     const struct connection_options *options, uint32_t marks)
{
	static const struct sight nothing = {0};
	enum dir dir = connection_dir(c, s);

	if (!marks && ordinary_feed(c, dir, s)) {
		record_segment(c, s, &nothing, options);
		return false;
	}
	judge(c, s, dir, options, marks);
	return true;
}

bool connection_feed(struct connection *c, const struct segment *s,
                     const struct connection_options *options)
{
	connection_meet(c, s, options);
	return connection_take(c, s, options, 0);
}

void connection_judge(struct connection *c, const struct segment *s,
                      const struct connection_options *options)
{
	connection_meet(c, s, options);
	judge(c, s, connection_dir(c, s), options, 0);
}

/* Why addresses and ports are used again: a SYN nobody had answered was given
 * up for another, or the connection before was over. */
static void finish_earlier(struct connection *c)
{
	const struct earlier *e = &c->earlier;
	struct finding *f;

	if (!e->known || c->continues || e->renumbered ||
	    !c->opening.syn.packet)
		return;
	if (!e->answered && e->state[DIR_0] == TCP_SYN_SENT && e->iss_known) {
		connection_find_numbers(c, RULE_SYN_CHANGED, DIR_0,
		                        c->first.packet, e->iss,
		                        c->half[DIR_0].iss)
			->amount = e->stream;
		return;
	}
	/* Figure 8, from the server's side: the SYN before this one was old,
	 * and the client reset the answer to it. */
	if (e->rejected && e->iss_known && e->gap < STALE_MAX &&
	    c->opening.ack.packet) {
		connection_find_numbers(c, RULE_STALE_SYN, DIR_0,
		                        c->first.packet, c->half[DIR_0].iss + 1,
		                        e->iss + 1)
			->other = e->packet;
		return;
	}
	f = connection_find(c, RULE_PORT_REUSED, DIR_0, c->first.packet);
	f->amount = e->stream;
	f->duration = e->gap;
}

int64_t connection_round_trip(const struct connection *c)
{
	int64_t one = c->half[DIR_0].answer_least;
	int64_t other = c->half[DIR_1].answer_least;

	int64_t both = one && other ? one + other : 0;

	if (!c->round_trip || c->opening.odd_ack.packet)
		return both;
	return both && both < c->round_trip ? both : c->round_trip;
}

/* ns by which one direction is later in the capture than the other, as known. */
static int64_t capture_late(const struct connection *c)
{
	int64_t one = c->ahead[DIR_0].most, other = c->ahead[DIR_1].most;

	return one > other ? one : other;
}

int64_t connection_under_way(const struct connection *c)
{
	int64_t round_trip = connection_round_trip(c);

	return (round_trip ? round_trip : LATENESS) + capture_late(c);
}

/* Its FIN is acknowledged, and what was under way has arrived since. */
static bool fin_acknowledged(const struct connection *c, enum dir dir)
{
	return c->closing.ack_late[dir] ||
	       connection_fin_acknowledged(c, connection_fin_index(c, dir));
}

/* What was under way when the last segments passed has arrived since: a reset
 * was taken after all, a FIN or its acknowledgment came. */
static void finish_states(struct connection *c)
{
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++) {
		struct half *half = &c->half[dir];

		if (half->reset_taken && c->closing.reset_by != dir &&
		    half->last_time - c->closing.reset.time <=
		            connection_under_way(c))
			endpoint_take_reset(c, dir);
		if (half->fin_seen && !half->fin_arrived && !half->fin_lost &&
		    evidence_whole(half, half->fin_seq + 1)) {
			half->fin_arrived = true;
			connection_event(c, dir_peer(dir), EVENT_GOT_FIN);
		}
		if (half->fin_seen && fin_acknowledged(c, dir))
			connection_event(c, dir, EVENT_GOT_ACK_OF_FIN);
		if (half->state == TCP_SYN_RECEIVED &&
		    c->opening.simultaneous && endpoint_both_acked(c))
			connection_event(c, dir, EVENT_GOT_SYN_ACK);
	}
}

/* That the server listens is assumed when a SYN passes.  A refusal shows that
 * it did not, a SYN of its own that it did, and silence shows nothing. */
static void finish_listen(struct connection *c)
{
	enum dir server = dir_peer(c->client);
	enum outcome outcome = connection_outcome(c);
	bool refused = outcome == OUTCOME_REFUSED;
	uint8_t truth = refused ? TCP_CLOSED : TCP_UNKNOWN;

	if (!refused &&
	    (c->half[server].syn_seen ||
	     (outcome != OUTCOME_UNANSWERED && c->half[server].segments)))
		return;
	if (c->half[server].state == TCP_LISTEN)
		c->half[server].state = truth;
	for (uint32_t i = 0; i < c->record_count; i++)
		if (c->records[i].state[server] == TCP_LISTEN)
			c->records[i].state[server] = truth;
}

static int compare_findings(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->packet != y->packet)
		return x->packet < y->packet ? -1 : 1;
	return x->rule != y->rule ? (int)x->rule - (int)y->rule
	                          : (int)x->from - (int)y->from;
}

void connection_finish(struct connection *c, int64_t capture_end)
{
	if (c->finished)
		return;
	c->finished = true;
	if (c->client_guessed && c->zeek)
		c->client = (uint8_t)zeek_originator(c->zeek);
	finish_states(c);
	finish_earlier(c);
	handshake_finish(c, capture_end);
	close_finish(c, capture_end);
	reset_finish(c);
	data_finish(c, capture_end);
	unseen_finish(c);
	finish_listen(c);
	/* Clocks may run back, and packets stand in another order. */
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].duration < 0)
			c->findings[i].duration = 0;
	if (c->finding_count > 1)
		qsort(c->findings, c->finding_count, sizeof(*c->findings),
		      compare_findings);
}

void connection_fini(struct connection *c)
{
	if (c->zeek)
		zeek_fini(c->zeek);
	free(c->zeek);
	inherit_fini(c);
	evidence_fini(&c->half[0]);
	evidence_fini(&c->half[1]);
	free(c->findings);
	free(c->records);
	c->zeek = NULL;
	c->findings = NULL;
	c->records = NULL;
	c->finding_count = c->record_count = 0;
}
