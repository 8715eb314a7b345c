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
#include <string.h>

#include "base/digits.h"
#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "report/show.h"
#include "track/marks.h"

#define NAMED_DISTANCE 100000 /* further from its letter, it has no name */
#define BACKWARDS (UINT32_C(1) << 24) /* shown as a negative number */

/* "  seq=-16777215 (4294967295)  18 446 744 073 709 551 615 B  ack=J-100000=…" */
#define NUMBERS_MAX 160

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

static void name(const struct connection *c, struct label_number *n,
                 char letter, int32_t at_most)
{
	uint32_t value;

	if (!letter || !value_of(c, letter, &value))
		return;
	n->by = (int32_t)(n->raw - value);
	if (n->by <= at_most && n->by >= -at_most)
		n->letter = letter;
}

/* From the SYN in whose numbers it counts, where that is known. */
static void count_from(struct label_number *n, const struct half *half)
{
	if (half->syn_seen)
		n->relative = n->raw - half->iss;
}

static bool is_syn(uint8_t label)
{
	return label == LABEL_SYN || label == LABEL_SYN_ACK ||
	       label == LABEL_SYN_K || label == LABEL_SYN_J_ACK;
}

/* The segment's own number: a SYN's, or its FIN's. */
static struct label_number own(const struct connection *c,
                               const struct record *r)
{
	uint32_t data = r->flags & SEG_FIN ? (uint32_t)r->bytes : 0;
	struct label_number n = {.raw = r->seq, .relative = r->rel_seq};
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
	count_from(&n, &c->half[r->dir]);
	return n;
}

/* The number it acknowledges. */
static struct label_number acked(const struct connection *c,
                                 const struct record *r)
{
	struct label_number n = {.raw = r->ack, .relative = r->rel_ack};
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
	count_from(&n, &c->half[dir_peer(r->dir)]);
	return n;
}

void label_read(struct label_numbers *numbers, const struct connection *c,
                const struct record *r)
{
	numbers->record = r;
	numbers->own = own(c, r);
	numbers->acked = acked(c, r);
	/* A sequence number that is the point is always shown. */
	numbers->odd = r->packet == c->opening.odd_ack.packet;
}

static char *put(char *at, const char *string, size_t len)
{
	memcpy(at, string, len);
	return at + len;
}

/* "=J+1=1", "=518", "=3512345678", "=0 (3512345678)". */
static char *put_number(char *at, const struct label_number *n,
                        const struct report_style *style)
{
	bool backwards = n->relative > UINT32_MAX - BACKWARDS;

	*at++ = '=';
	if (style->seq == REPORT_SEQ_RAW)
		return digits_put(at, n->raw);
	if (backwards)
		*at++ = '-';
	at = digits_put(at, backwards ? -n->relative : n->relative);
	if (style->seq == REPORT_SEQ_BOTH) {
		at = put(at, " (", 2);
		at = digits_put(at, n->raw);
		*at++ = ')';
	}
	return at;
}

static bool is_control(const struct record *r)
{
	return r->flags & (SEG_SYN | SEG_FIN | SEG_RST);
}

static char *put_own(char *at, const struct label_numbers *of,
                     const struct report_style *style, enum label_form form)
{
	const struct record *r = of->record;
	const struct label_number *n = &of->own;

	if (!is_control(r) && !r->bytes && !of->odd &&
	    !(r->marks & MARK_BIT(KEEP_ALIVE)))
		return at;
	if (form == LABEL_LETTERS && !n->letter && !of->odd)
		return at;
	at = put(at, "  ", 2);
	if (n->letter)
		*at++ = n->letter;
	else
		at = put(at, "seq", 3);
	if (form != LABEL_LETTERS || of->odd)
		at = put_number(at, n, style);
	return at;
}

static char *put_acked(char *at, const struct label_numbers *of,
                       const struct report_style *style, enum label_form form)
{
	const struct record *r = of->record;
	const struct label_number *n = &of->acked;

	if (!(r->flags & SEG_ACK))
		return at;
	/* Beside a segment's own numbers, one without a name is of least
	 * use. */
	if (!n->letter &&
	    (form == LABEL_LETTERS ||
	     (form == LABEL_BRIEF && (is_control(r) || r->bytes))))
		return at;
	at = put(at, "  ack", 5);
	if (n->letter) {
		*at++ = '=';
		at = digits_offset(at, n->letter, n->by);
	}
	if (!n->letter || form == LABEL_FULL)
		at = put_number(at, n, style);
	return at;
}

void label_segment(struct text *t, const struct label_numbers *of,
                   const struct report_style *style, enum label_form form)
{
	const struct record *r = of->record;
	uint16_t hidden = form == LABEL_FULL ? 0 : SEG_PSH;
	char *at;

	if (r->flags & 0x1FF)
		show_flags(t, r->flags & (uint16_t)~hidden);
	else
		text_add(t, _("no flags"));
	if (r->copies)
		text_printf(t, " ×%u", r->copies + 1u);
	at = text_room(t, NUMBERS_MAX);
	at = put_own(at, of, style, form);
	if (r->bytes) {
		at = put(at, "  ", 2);
		at = digits_grouped(at, r->bytes);
		at = put(at, " B", 2);
	}
	text_end(t, put_acked(at, of, style, form));
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
	if (form == LABEL_LETTERS) {
		text_grouped(t, run->bytes);
		text_add(t, " B");
		return;
	}
	bytes = phrase_grouped(run->bytes);
	if (form == LABEL_FULL)
		text_printf(t,
		            P_("%" PRIu32 " segment, %s B",
		               "%" PRIu32 " segments, %s B", run->segments),
		            run->segments, bytes.text);
	else
		text_printf(t, _("%" PRIu32 " seg, %s B"), run->segments,
		            bytes.text);
}

struct phrase label_found(const struct check *check, enum equation equation)
{
	return phrase_offset(equation_name(equation)[0],
	                     (int32_t)(check->actual - check->expected + 1));
}
