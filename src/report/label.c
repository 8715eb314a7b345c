/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Four numbers have letters: J and K, the two SYNs', M and N, the two FINs' (a
 * FIN's own number comes after its segment's data).  A number is named by its
 * letter only where it is that letter's, or so and so far from it: a wrong
 * acknowledgment is J+2, never J+1.
 */
#include "config.h"

#include "report/label.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "report/show.h"
#include "track/marks.h"

#define NAMED_DISTANCE 100000 /* further from its letter, it has no name */
#define BACKWARDS (UINT32_C(1) << 24) /* shown as a negative number */

/* One number of a segment. */
struct number {
	char letter; /* 0: none */
	int32_t by;  /* its distance from the letter's */
	uint32_t raw;
	const struct half *of; /* whose numbers it counts in */
	uint32_t relative;     /* where `of` has no SYN to count from */
};

/* What a letter stands for; false where that is not in the capture. */
static bool value_of(const struct connection *c, char letter, uint32_t *value)
{
	unsigned fin = letter == 'N';
	enum dir dir = fin ? dir_peer(c->closing.first)
	                   : (enum dir)c->closing.first;
	const struct half *half;

	if (letter == 'J' || letter == 'K') {
		half = &c->half[letter == 'J' ? c->client
		                              : dir_peer(c->client)];
		*value = half->iss;
		return half->syn_seen;
	}
	if (c->closing.fins <= fin)
		return false;
	*value = c->half[dir].fin_seq;
	return true;
}

static void name(const struct connection *c, struct number *n, char letter,
                 int32_t at_most)
{
	uint32_t value;

	if (!letter || !value_of(c, letter, &value))
		return;
	n->by = (int32_t)(n->raw - value);
	if (n->by <= at_most && n->by >= -at_most)
		n->letter = letter;
}

static bool is_syn(uint8_t label)
{
	return label == LABEL_SYN || label == LABEL_SYN_ACK ||
	       label == LABEL_SYN_K || label == LABEL_SYN_J_ACK;
}

/* The segment's own number: a SYN's, or its FIN's. */
static struct number own(const struct connection *c, const struct record *r)
{
	uint32_t data = r->flags & SEG_FIN ? (uint32_t)r->bytes : 0;
	struct number n = {
		.raw = r->seq,
		.of = &c->half[r->dir],
		.relative = r->rel_seq,
	};
	char letter = 0;

	if (is_syn(r->label))
		letter = r->dir == c->client ? 'J' : 'K';
	else if (r->label == LABEL_FIN_M)
		letter = 'M';
	else if (r->label == LABEL_FIN_N || r->label == LABEL_FIN_N_ACK)
		letter = 'N';
	if (letter == 'M' || letter == 'N') {
		n.raw += data;
		n.relative += data;
	}
	name(c, &n, letter, 0);
	return n;
}

/* The number it acknowledges. */
static struct number acked(const struct connection *c, const struct record *r)
{
	struct number n = {
		.raw = r->ack,
		.of = &c->half[dir_peer(r->dir)],
		.relative = r->rel_ack,
	};
	char letter = 0;

	if (is_syn(r->label))
		letter = r->dir == c->client ? 'K' : 'J';
	else if (r->label == LABEL_ACK_K)
		letter = 'K';
	else if (r->label == LABEL_ACK_M || r->label == LABEL_FIN_N_ACK)
		letter = 'M';
	else if (r->label == LABEL_ACK_N)
		letter = 'N';
	else if (r->check)
		letter = equation_name((enum equation)(r->check - 1))[0];
	else if (r->second_check)
		letter = equation_name((enum equation)(r->second_check - 1))[0];
	name(c, &n, letter, NAMED_DISTANCE);
	return n;
}

/* "=J+1=1", "=518", "=3512345678", "=0 (3512345678)". */
static void put_number(struct text *t, const struct number *n,
                       const struct report_style *style)
{
	uint32_t relative = n->of->syn_seen ? n->raw - n->of->iss : n->relative;

	bool backwards = relative > UINT32_MAX - BACKWARDS;

	text_add(t, "=");
	if (style->seq == REPORT_SEQ_RAW) {
		text_number(t, n->raw, 1);
	} else {
		if (backwards)
			text_add(t, "-");
		text_number(t, backwards ? -relative : relative, 1);
	}
	if (style->seq == REPORT_SEQ_BOTH) {
		text_add(t, " (");
		text_number(t, n->raw, 1);
		text_add(t, ")");
	}
}

static void put_own(struct text *t, const struct record *r, bool odd,
                    const struct number *n, const struct report_style *style,
                    enum label_form form)
{
	bool control = r->flags & (SEG_SYN | SEG_FIN | SEG_RST);

	if (!control && !r->bytes && !odd && !(r->marks & MARK_BIT(KEEP_ALIVE)))
		return;
	if (form == LABEL_LETTERS && !n->letter && !odd)
		return;
	text_add(t, "  ");
	if (n->letter)
		text_add_bytes(t, &n->letter, 1);
	else
		text_add(t, "seq");
	if (form != LABEL_LETTERS || odd)
		put_number(t, n, style);
}

static void put_acked(struct text *t, const struct record *r,
                      const struct number *n, const struct report_style *style,
                      enum label_form form)
{
	bool control = r->flags & (SEG_SYN | SEG_FIN | SEG_RST);

	if (!(r->flags & SEG_ACK))
		return;
	/* Beside a segment's own numbers, one without a name is of least
	 * use. */
	if (!n->letter && (form == LABEL_LETTERS ||
	                   (form == LABEL_BRIEF && (control || r->bytes))))
		return;
	text_add(t, "  ack");
	if (n->letter) {
		text_add(t, "=");
		text_add(t, phrase_offset(n->letter, n->by).text);
	}
	if (!n->letter || form == LABEL_FULL)
		put_number(t, n, style);
}

void label_segment(struct text *t, const struct connection *c,
                   const struct record *r, const struct report_style *style,
                   enum label_form form)
{
	struct number seq = own(c, r), ack = acked(c, r);
	uint16_t hidden = form == LABEL_FULL ? 0 : SEG_PSH;

	if (r->flags & 0x1FF)
		show_flags(t, r->flags & (uint16_t)~hidden);
	else
		text_add(t, _("no flags"));
	if (r->copies)
		text_printf(t, " ×%u", r->copies + 1u);
	/* A sequence number that is the point is always shown. */
	put_own(t, r, r->packet == c->opening.odd_ack.packet, &seq, style,
	        form);
	if (r->bytes) {
		text_add(t, "  ");
		text_grouped(t, r->bytes);
		text_add(t, " B");
	}
	put_acked(t, r, &ack, style, form);
}

void label_run(struct text *t, const struct record *run,
               uint32_t duplicate_acks, enum label_form form)
{
	struct phrase bytes;

	if (!run->bytes && duplicate_acks) {
		text_printf(t,
		            form == LABEL_FULL
		                    ? P_("%" PRIu32 " duplicate ACK",
		                         "%" PRIu32 " duplicate ACKs",
		                         duplicate_acks)
		                    : _("%" PRIu32 " dup ACK"),
		            duplicate_acks);
		return;
	}
	if (!run->bytes) {
		text_add(t, _("ACKs"));
		return;
	}
	bytes = phrase_grouped(run->bytes);
	if (form == LABEL_FULL)
		text_printf(t,
		            P_("%" PRIu32 " segment, %s B",
		               "%" PRIu32 " segments, %s B", run->segments),
		            run->segments, bytes.text);
	else if (form == LABEL_BRIEF)
		text_printf(t, _("%" PRIu32 " seg, %s B"), run->segments,
		            bytes.text);
	else
		text_printf(t, "%s B", bytes.text);
}

struct phrase label_found(const struct check *check, enum equation equation)
{
	return phrase_offset(equation_name(equation)[0],
	                     (int32_t)(check->actual - check->expected + 1));
}
