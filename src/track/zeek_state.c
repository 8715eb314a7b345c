/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek_state: the states Zeek gives the two ends.
 *
 * They are moved by flags alone: no number is looked at, a SYN,ACK
 * establishes both ends, a FIN closes its sender without waiting for the ACK.
 */
#include "config.h"

#include "track/zeek_step.h"

static void set_state(struct zeek_end *end, enum zeek_state state)
{
	if (end->state == state)
		return;
	end->before = end->state;
	end->state = (uint8_t)state;
}

/* The responder's first segment is a SYN, or SYN,ACK. */
static void answer_syn(struct step *step)
{
	struct zeek_view *view = step->view;
	struct zeek_end *peer = step->peer;

	/* The SYN came after its SYN,ACK: the capture changed their order. */
	if (!(step->segment->flags & SEG_ACK) &&
	    peer->state == ZEEK_SYN_ACK_SENT &&
	    step->segment->seq == step->end->start) {
		zeek_flip_roles(view);
		set_state(peer, ZEEK_ESTABLISHED);
		view->bits |= VIEW_SEEN_ORIG;
	}
	if (peer->state == ZEEK_SYN_SENT)
		set_state(peer, ZEEK_ESTABLISHED);
	set_state(step->end, ZEEK_ESTABLISHED);
}

/* The first segment of its sender, where it has no control flag. */
static void join_silent(struct step *step)
{
	struct zeek_view *view = step->view;

	/* Some acknowledge a SYN first, and answer it later. */
	if (!step->from_originator && step->segment->len == 0 &&
	    view->ends[view->originator].state == ZEEK_SYN_SENT)
		return;
	/* Only the SYN was missed. */
	if ((step->segment->flags & SEG_ACK) &&
	    step->peer->state == ZEEK_ESTABLISHED) {
		set_state(step->end, ZEEK_ESTABLISHED);
		view->bits &= (uint8_t)~VIEW_PARTIAL;
		view->bits |= step->from_originator ? VIEW_SEEN_ORIG
		                                    : VIEW_SEEN_RESP;
		return;
	}
	set_state(step->end, ZEEK_PARTIAL);
}

/* The sender's first segment. */
static void move_inactive(struct step *step)
{
	unsigned flags = step->segment->flags;

	if ((flags & SEG_SYN) && !step->from_originator)
		answer_syn(step);
	else if (flags & SEG_SYN)
		set_state(step->end, (flags & SEG_ACK) ? ZEEK_SYN_ACK_SENT
		                                       : ZEEK_SYN_SENT);
	if (flags & SEG_FIN)
		set_state(step->end, ZEEK_CLOSED);
	if (flags & SEG_RST)
		set_state(step->end, ZEEK_RESET);
	step->close = flags & (SEG_FIN | SEG_RST);
	if (step->end->state == ZEEK_INACTIVE)
		join_silent(step);
}

/* The sender's SYN has no answer yet. */
static void move_opening(struct step *step)
{
	unsigned flags = step->segment->flags;

	if (flags & SEG_FIN)
		set_state(step->end, ZEEK_CLOSED);
	if (flags & SEG_RST)
		set_state(step->end, ZEEK_RESET);
	step->close = flags & (SEG_FIN | SEG_RST);
}

static void move_open(struct step *step)
{
	unsigned flags = step->segment->flags;
	struct zeek_end *end = step->end;
	struct zeek_end *peer = step->peer;

	if ((flags & SEG_SYN) && !(flags & SEG_ACK) &&
	    end->state == ZEEK_PARTIAL && peer->state == ZEEK_INACTIVE)
		set_state(end, ZEEK_SYN_SENT);
	if ((flags & SEG_FIN) && !(flags & SEG_RST)) {
		set_state(end, ZEEK_CLOSED);
		/* A FIN and then a RST of the peer was a close after all. */
		if (peer->state == ZEEK_RESET && peer->before == ZEEK_CLOSED)
			set_state(peer, ZEEK_CLOSED);
	}
	if (flags & SEG_RST)
		set_state(end, ZEEK_RESET);
	step->close = flags & (SEG_FIN | SEG_RST);
}

/* The sender has closed; a RST counts until the peer has closed, too. */
static void move_closed(struct step *step)
{
	if (!(step->segment->flags & SEG_RST) ||
	    step->peer->state == ZEEK_CLOSED)
		return;
	set_state(step->end, ZEEK_RESET);
	step->close = !(step->end->bits & END_CLOSED);
}

void zeek_move(struct step *step)
{
	switch (step->end->state) {
	case ZEEK_INACTIVE:
		move_inactive(step);
		break;
	case ZEEK_SYN_SENT:
	case ZEEK_SYN_ACK_SENT:
		move_opening(step);
		break;
	case ZEEK_PARTIAL:
	case ZEEK_ESTABLISHED:
		move_open(step);
		break;
	case ZEEK_CLOSED:
		move_closed(step);
		break;
	default: /* a reset end stays so */
		break;
	}
}
