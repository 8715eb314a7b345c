/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek: a small model of how Zeek (6 to 8) follows a TCP connection.
 *
 * Zeek gives each end one of seven states of its own (zeek_state.c) and the
 * connection a history, a letter for each kind of segment (zeek_history.c).
 * conn_state is read off the two states when Zeek lets go of the connection.
 *
 * Who is originator: the sender of the first segment, unless that segment is
 * no SYN and comes from a port on which servers are likely; or it was a
 * SYN,ACK, and ordinary traffic follows (a stealth scan would meet a RST).
 *
 * Zeek's timers are followed as far as one stream's segments show them: they
 * decide when a connection is over and a late segment begins another.
 *
 * References: Zeek's documentation of Conn::Info, TCPSessionAdapter and
 * TCP_Endpoint; docs/differences.md says where streams and Zeek's connections
 * cannot agree.
 */
#include "config.h"

#include "track/zeek.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/xalloc.h"
#include "track/seq.h"
#include "track/zeek_step.h"

/* Zeek's defaults. */
#define ATTEMPT_DELAY ZEEK_ATTEMPT_DELAY
#define CLOSE_DELAY ZEEK_CLOSE_DELAY
#define LINGER (5 * ZEEK_SECOND)         /* one end closed, the other gone */
#define FIRST_CHECK (5 * ZEEK_SECOND)    /* … looked for then, */
#define CHECK_INTERVAL (6 * ZEEK_SECOND) /* … and at this interval */
#define INACTIVITY ZEEK_INACTIVITY
#define INACTIVITY_INTERACTIVE (3600 * ZEEK_SECOND)

/* A jump that Zeek does not believe of a SYN or RST, in bytes. */
#define INCREDIBLE_JUMP 1048576

/* Ports on which Zeek expects servers, in order: its scripts register these
 * for their analyzers. */
static const uint16_t SERVER_PORTS[] = {
	21,   22,   25,   53,   79,   80,   81,   88,   135,   139,
	143,  389,  443,  445,  465,  502,  514,  563,  585,   587,
	614,  631,  636,  989,  990,  992,  993,  995,  1080,  1434,
	1883, 2811, 3128, 3268, 3306, 3389, 5222, 5223, 5269,  5432,
	6379, 6666, 6667, 6668, 6669, 8000, 8080, 8888, 20000,
};

/* … and on which people type: Zeek waits longer for them. */
static const uint16_t INTERACTIVE_PORTS[] = {21, 22, 23, 513};

static bool port_in(const uint16_t *ports, size_t count, uint16_t port)
{
	for (size_t i = 0; i < count; i++)
		if (ports[i] == port)
			return true;
	return false;
}

static bool is_server_port(uint16_t port)
{
	return port_in(SERVER_PORTS, ARRAY_LEN(SERVER_PORTS), port);
}

void zeek_init(struct zeek_view *view)
{
	memset(view, 0, sizeof(*view));
	for (unsigned half = 0; half < 2; half++)
		zeek_payload_init(&view->ends[half].payload);
}

struct zeek_view *zeek_new(void)
{
	struct zeek_view *view = xzalloc(sizeof(*view));

	zeek_init(view);
	return view;
}

void zeek_fini(struct zeek_view *view)
{
	for (unsigned half = 0; half < 2; half++)
		zeek_payload_fini(&view->ends[half].payload);
	free(view->long_history);
	view->long_history = NULL;
}

unsigned char *zeek_pack(const struct zeek_view *view, unsigned char *to)
{
	memcpy(to, view, sizeof(*view));
	to += sizeof(*view);
	for (unsigned half = 0; half < 2; half++)
		to = zeek_payload_pack(&view->ends[half].payload, to);
	if (!view->long_history)
		return to;
	memcpy(to, view->long_history, ZEEK_HISTORY_SIZE);
	return to + ZEEK_HISTORY_SIZE;
}

const unsigned char *zeek_unpack(struct zeek_view *view,
                                 const unsigned char *from)
{
	memcpy(view, from, sizeof(*view));
	from += sizeof(*view);
	for (unsigned half = 0; half < 2; half++)
		from = zeek_payload_unpack(&view->ends[half].payload, from);
	if (!view->long_history)
		return from;
	view->long_history = xzalloc(ZEEK_HISTORY_SIZE);
	memcpy(view->long_history, from, ZEEK_HISTORY_SIZE);
	return from + ZEEK_HISTORY_SIZE;
}

unsigned zeek_originator(const struct zeek_view *view)
{
	return view->originator;
}

static void note_window(struct step *step)
{
	if (step->segment->window == 0 && !(step->segment->flags & SEG_RST) &&
	    step->peer->state != ZEEK_CLOSED && step->end->state != ZEEK_RESET)
		zeek_note_count(step->view, step->end, ZEEK_ZERO);
}

/* Sets the number an end began with, and the one it has come to. */
static void end_begin(struct zeek_end *end, uint32_t start, uint32_t last)
{
	end->start = start;
	end->acked = start;
	end->last = last;
}

/* The sender's numbers, where this segment is the one to tell them. */
static void learn_start(struct step *step)
{
	const struct segment *segment = step->segment;
	struct zeek_end *end = step->end;
	bool syn = segment->flags & SEG_SYN;

	switch (end->state) {
	case ZEEK_INACTIVE:
		if (syn)
			end_begin(end, segment->seq, step->past);
		else
			end_begin(end, segment->seq - 1, segment->seq);
		break;
	case ZEEK_SYN_SENT:
	case ZEEK_SYN_ACK_SENT:
		if (syn && segment->seq != end->start)
			end_begin(end, segment->seq, step->past);
		break;
	case ZEEK_PARTIAL:
	case ZEEK_ESTABLISHED:
		if (syn)
			end_begin(end, segment->seq, step->past);
		break;
	case ZEEK_RESET:
		/* A RST alone came before: perhaps it was forged. */
		if (syn && end->before == ZEEK_INACTIVE)
			end_begin(end, segment->seq, step->past);
		break;
	default:
		break;
	}
}

/* True where a number lies before the end's first, as far as can be told. */
static bool is_below_start(const struct zeek_end *end, uint32_t number)
{
	return !(end->bits & END_FAR) && seq_lt(number, end->start);
}

/* What the segment acknowledges. */
static void take_ack(struct step *step)
{
	struct zeek_end *peer = step->peer;
	uint32_t ack = step->segment->ack;

	if (peer->state == ZEEK_INACTIVE) {
		end_begin(peer, ack - 1, ack - 1);
		step->ack = 1;
		return;
	}
	if (is_below_start(peer, ack))
		return;
	step->ack = ack - peer->start;
	if (step->segment->flags & SEG_RST)
		return;
	if (ack == 0 && seq_diff(ack, peer->acked) > INCREDIBLE_JUMP)
		return;
	peer->acked = seq_max(peer->acked, ack);
}

/* How far the sender has come; payload that adds nothing was sent before. */
static void take_number(struct step *step)
{
	struct zeek_end *end = step->end;
	unsigned flags = step->segment->flags;
	int32_t advance = seq_diff(step->past, end->last);

	if ((flags & (SEG_SYN | SEG_RST)) &&
	    (advance > INCREDIBLE_JUMP || advance < -INCREDIBLE_JUMP))
		return;
	if ((flags & SEG_FIN) && end->last == end->start + 1)
		end->last = step->past;
	else if (end->state == ZEEK_RESET)
		return;
	else if (advance > 0)
		end->last = step->past;
	else if (step->segment->len > 0)
		zeek_note_count(step->view, end, ZEEK_REPEAT);
	if (seq_lt(end->last, end->start))
		end->bits |= END_FAR;
}

/* True while none of the end's payload is known to have been acknowledged. */
static bool is_unheard(const struct zeek_end *end)
{
	return end->acked == end->start || end->acked == end->start + 1;
}

/* True where Zeek takes the end to have sent nothing but SYN and FIN. */
static bool sent_nothing(const struct zeek_end *end,
                         const struct zeek_end *peer)
{
	uint32_t size = seq_max(end->last, end->acked) - end->start;

	if (end->before == ZEEK_SYN_SENT && end->state == ZEEK_RESET &&
	    peer->state == ZEEK_INACTIVE && !is_unheard(end))
		return true;
	if (size != 0)
		size--;
	if ((end->bits & END_FIN) && size != 0)
		size--;
	return size == 0;
}

/* True where the end's close must wait for payload of either side. */
static bool is_pending(const struct zeek_end *end, const struct zeek_end *peer)
{
	int32_t missing;

	if (zeek_payload_given_up(&end->payload))
		return false;
	missing = seq_diff(end->last, end->start + end->payload.whole);
	if (missing < 0)
		return false;
	if (missing > 1) /* one number may be the FIN's */
		return true;
	return end->state != ZEEK_RESET && zeek_payload_waits(&peer->payload);
}

static void close_end(struct zeek_view *view, struct zeek_end *end,
                      const struct zeek_end *peer)
{
	if (is_pending(end, peer)) {
		view->bits |= VIEW_CLOSE_LATER;
		return;
	}
	view->bits &= (uint8_t)~VIEW_CLOSE_LATER;
	if (end->bits & END_CLOSED)
		return;
	end->bits |= END_CLOSED;
	if (end->state == ZEEK_RESET || (peer->bits & END_CLOSED) ||
	    peer->state == ZEEK_INACTIVE)
		view->removal = view->latest + CLOSE_DELAY;
}

/* Notes once that all the end sent before its close is there. */
static void check_end(struct zeek_view *view, struct zeek_end *end,
                      const struct zeek_end *peer)
{
	bool closing = (end->bits & END_FIN) || end->state == ZEEK_CLOSED ||
	               end->state == ZEEK_RESET;

	if ((end->bits & END_EOF) || !closing || is_pending(end, peer))
		return;
	end->bits |= END_EOF;
	if (view->bits & VIEW_CLOSE_LATER) {
		close_end(view, end, peer);
		view->bits &= (uint8_t)~VIEW_CLOSE_LATER;
	}
}

/* Open, or closed from there. */
static bool is_clean(const struct zeek_end *end)
{
	return end->state == ZEEK_ESTABLISHED ||
	       (end->state == ZEEK_CLOSED && end->before == ZEEK_ESTABLISHED);
}

/* Holes in the peer's payload that this ACK covers: nobody will fill them. */
static void judge_holes(struct step *step)
{
	struct zeek_end *peer = step->peer;
	uint32_t ack = step->ack;
	unsigned holes;

	if ((peer->bits & END_FIN) && seq_ge(ack, peer->fin))
		ack = peer->fin - 1;
	if (seq_le(ack, peer->payload.acknowledged))
		return;
	if (ack <= 2 && (step->view->bits & VIEW_PARTIAL)) {
		/* The numbers were guessed; and keep-alives come one short. */
		zeek_payload_excuse(&peer->payload, ack);
	} else {
		holes = zeek_payload_acked(&peer->payload, ack);
		if (!is_clean(peer) || !is_clean(step->end))
			holes = 0;
		while (holes-- > 0)
			zeek_note_count(step->view, peer, ZEEK_GAP);
	}
	check_end(step->view, peer, step->end);
}

static void take_payload(struct step *step)
{
	const struct segment *segment = step->segment;
	struct zeek_end *end = step->end;
	bool whole = segment->tcp_captured >=
	             (uint64_t)segment->header_len + segment->len;
	uint32_t from = step->relative;

	if (segment->len == 0 || !whole || (segment->flags & SEG_RST) ||
	    step->below_start)
		return;
	if (segment->flags & SEG_SYN)
		from++;
	zeek_payload_sent(&end->payload, from, from + segment->len,
	                  end->acked - end->start, is_unheard(end));
}

/* True when Zeek's timers have ended the connection before `now`. */
static bool has_expired(const struct zeek_view *view,
                        const struct segment *segment, unsigned half)
{
	const struct zeek_end *orig = &view->ends[view->originator];
	const struct zeek_end *resp = &view->ends[!view->originator];
	const struct endpoint *server = half == view->originator
	                                        ? &segment->destination
	                                        : &segment->source;
	int64_t now = segment->time;
	int64_t limit = INACTIVITY;
	int64_t check;

	if (view->removal != 0)
		return now >= view->removal;
	if ((orig->state == ZEEK_SYN_SENT ||
	     orig->state == ZEEK_SYN_ACK_SENT) &&
	    resp->state == ZEEK_INACTIVE)
		return now >= view->start + ATTEMPT_DELAY;
	if (resp->state == ZEEK_ESTABLISHED &&
	    port_in(INTERACTIVE_PORTS, ARRAY_LEN(INTERACTIVE_PORTS),
	            server->port))
		limit = INACTIVITY_INTERACTIVE;
	if (now - view->latest >= limit)
		return true;
	if (!((orig->bits | resp->bits) & END_CLOSED) ||
	    (orig->state != ZEEK_RESET && resp->state != ZEEK_RESET))
		return false;
	/* The first check after the silence has been long enough. */
	check = view->latest + LINGER - (view->start + FIRST_CHECK);
	check = view->start + FIRST_CHECK +
	        (check < 0 ? 0 : check / CHECK_INTERVAL + 1) * CHECK_INTERVAL;
	return now >= check;
}

/* True when a SYN begins another connection on the same addresses. */
static bool is_reuse(const struct zeek_view *view,
                     const struct segment *segment)
{
	const struct zeek_end *orig = &view->ends[view->originator];
	const struct zeek_end *resp = &view->ends[!view->originator];
	bool acks = segment->flags & SEG_ACK;

	if (segment->header_bogus || !(segment->flags & SEG_SYN))
		return false;
	if (acks && orig->state != ZEEK_INACTIVE)
		return false;
	if ((orig->bits | resp->bits) & END_CLOSED)
		return true;
	if (segment->seq == (acks ? resp : orig)->start)
		return false;
	return acks || orig->state != ZEEK_SYN_ACK_SENT ||
	       resp->state != ZEEK_INACTIVE || segment->seq != resp->start;
}

static void begin(struct zeek_view *view, const struct segment *segment)
{
	bool syn = segment->flags & SEG_SYN;
	uint16_t from = segment->source.port;
	uint16_t to = segment->destination.port;

	view->bits |= VIEW_BEGUN;
	view->start = segment->time;
	view->latest = segment->time;
	if ((syn && !(segment->flags & SEG_ACK)) || !is_server_port(from))
		return;
	if (!is_server_port(to) || (!syn && from < to))
		zeek_flip_roles(view);
}

/* Whether the beginning was missed: each end's first segment tells. */
static void judge_partial(struct step *step)
{
	struct zeek_view *view = step->view;
	unsigned flags = step->segment->flags;
	bool partial = view->bits & VIEW_PARTIAL;

	if (step->from_originator && !(view->bits & VIEW_SEEN_ORIG))
		partial = !(flags & SEG_SYN) || (flags & SEG_ACK);
	else if (!step->from_originator && !(view->bits & VIEW_SEEN_RESP) &&
	         !partial)
		partial = !(flags & SEG_SYN);
	view->bits &= (uint8_t)~VIEW_PARTIAL;
	if (partial)
		view->bits |= VIEW_PARTIAL;
}

static void process(struct step *step)
{
	const struct segment *segment = step->segment;
	struct zeek_view *view = step->view;
	struct zeek_end *end = step->end;

	judge_partial(step);
	learn_start(step);
	step->relative = segment->seq - end->start;
	step->below_start = is_below_start(end, segment->seq);
	zeek_note_flags(step);
	note_window(step);
	if (!(end->bits & step->peer->bits & END_CLOSED))
		view->latest = segment->time;
	if (segment->flags & SEG_FIN) {
		end->bits |= END_FIN;
		end->fin = step->relative + step->past - segment->seq;
	}
	if (segment->flags & SEG_ACK)
		take_ack(step);
	take_number(step);
	zeek_move(step);
	if (segment->flags & SEG_ACK)
		judge_holes(step);
	view->bits |= step->from_originator ? VIEW_SEEN_ORIG : VIEW_SEEN_RESP;
	take_payload(step);
	check_end(view, end, step->peer);
	if (step->close)
		close_end(view, end, step->peer);
}

void zeek_segment(struct zeek_view *view, unsigned half,
                  const struct segment *segment)
{
	struct step step = {.view = view, .segment = segment};
	unsigned flags = segment->flags;

	if (!(view->bits & VIEW_BEGUN))
		begin(view, segment);
	else if ((view->bits & VIEW_OVER) || has_expired(view, segment, half) ||
	         is_reuse(view, segment)) {
		view->bits |= VIEW_OVER;
		return;
	}
	step.end = &view->ends[half];
	step.peer = &view->ends[!half];
	step.from_originator = half == view->originator;
	if (segment->header_bogus || !segment->len_known)
		return;
	if (segment->checksum == CHECKSUM_BAD) {
		zeek_note_count(view, step.end, ZEEK_CHECKSUM);
		return;
	}
	/* Payload of a RST takes no numbers. */
	step.past = segment->seq + ((flags & SEG_SYN) ? 1 : 0) +
	            ((flags & SEG_FIN) ? 1 : 0) +
	            ((flags & SEG_RST) ? 0 : segment->len);
	process(&step);
}

/* A SYN and then a RST of the originator, and no sign of a handshake
 * between: ^? S (neither H, A, F, G, I nor Q)* R … */
static bool is_reset_attempt(const struct zeek_view *view)
{
	char text[ZEEK_HISTORY_SIZE];
	const char *letter = text;

	zeek_history(view, text, sizeof(text));
	if (*letter == '^')
		letter++;
	if (*letter++ != 'S')
		return false;
	letter += strcspn(letter, "HAFGIQR");
	return *letter == 'R';
}

const char *zeek_conn_state(const struct zeek_view *view)
{
	const struct zeek_end *o = &view->ends[view->originator];
	const struct zeek_end *r = &view->ends[!view->originator];
	bool o_absent = o->state == ZEEK_INACTIVE || o->state == ZEEK_PARTIAL;
	bool r_absent = r->state == ZEEK_INACTIVE || r->state == ZEEK_PARTIAL;

	if (r->state == ZEEK_RESET) {
		if (o->state == ZEEK_SYN_SENT || o->state == ZEEK_SYN_ACK_SENT)
			return "REJ";
		if (o->state == ZEEK_RESET && sent_nothing(o, r) &&
		    sent_nothing(r, o))
			return "REJ";
		return o_absent ? "RSTRH" : "RSTR";
	}
	if (o->state == ZEEK_RESET && r_absent)
		return is_reset_attempt(view) ? "RSTOS0" : "OTH";
	if (o->state == ZEEK_RESET)
		return "RSTO";
	if (o->state == ZEEK_CLOSED && r->state == ZEEK_CLOSED)
		return "SF";
	if (o->state == ZEEK_CLOSED)
		return r_absent ? "SH" : "S2";
	if (r->state == ZEEK_CLOSED)
		return o_absent ? "SHR" : "S3";
	if (o->state == ZEEK_SYN_SENT && r->state == ZEEK_INACTIVE)
		return "S0";
	if (o->state == ZEEK_ESTABLISHED && r->state == ZEEK_ESTABLISHED)
		return "S1";
	return "OTH";
}
