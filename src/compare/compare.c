/* SPDX-License-Identifier: BSD-2-Clause
 *
 *     here    there        time  segment                  what differs
 *      1–4      1–4              4 segments alike
 *        5        –    0.021500  > seq=1  517 B           lost on the way
 *        |        |           |  |                        |
 *      HERE    THERE      TIME   WHAT                     NOTE, or below
 */
#include "config.h"

#include "compare/compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/xalloc.h"
#include "compare/difference.h"
#include "expect/excerpt.h"
#include "report/plain.h"
#include "report/show.h"

#define NUMBER_WIDTH 8
#define TIME_WIDTH 11
#define WHAT_WIDTH 24 /* columns of a segment's words before a note */
#define WHAT_COLUMN (2 * NUMBER_WIDTH + TIME_WIDTH + 2)

struct comparer {
	const struct report_style *style;
	const struct pairing *pairing;
	struct differences differences;
	uint64_t counts[DIFFERENCE_COUNT]; /* of all connections */
	struct text line;
};

static void end_line(struct comparer *c)
{
	struct text plain = {0};

	while (c->line.len && c->line.at[c->line.len - 1] == ' ')
		c->line.at[--c->line.len] = '\0';
	text_add(&c->line, "\n");
	plain_text(&plain, text_string(&c->line), c->style->ascii);
	fputs(text_string(&plain), c->style->out);
	text_fini(&plain);
	text_clear(&c->line);
}

/* Columns of the words, painted. */
static size_t columns(const struct comparer *c, const char *words)
{
	struct text plain = {0};
	size_t width;

	plain_text(&plain, words, c->style->ascii);
	width = text_width(text_string(&plain));
	text_fini(&plain);
	return width;
}

/* Words that end at a column counted from where the last ended. */
static void put_right(struct comparer *c, const char *words, size_t width)
{
	size_t taken = columns(c, words);

	if (taken < width)
		text_fill(&c->line, ' ', width - taken);
	text_add(&c->line, words);
}

static void put_packets(struct comparer *c, uint64_t first, uint64_t last)
{
	struct text t = {0};

	if (!first)
		text_add(&t, "–");
	else
		text_printf(&t, "%" PRIu64, first);
	if (last > first)
		text_printf(&t, "–%" PRIu64, last);
	put_right(c, text_string(&t), NUMBER_WIDTH);
	text_fini(&t);
}

static const struct sighting *sighting_of(const struct comparer *c,
                                          const struct difference *d)
{
	return d->here != PAIR_NONE ? &c->pairing->here->sightings[d->here]
	                            : &c->pairing->there->sightings[d->there];
}

static uint64_t packet_at(const struct trace_connection *k, size_t index)
{
	return index == PAIR_NONE ? 0 : k->sightings[index].packet;
}

/* A number from its side's SYN on, where that is known. */
static uint32_t relative(const struct comparer *c, unsigned dir, uint32_t raw)
{
	const struct trace_connection *k = c->pairing->here;

	if (c->style->seq == REPORT_SEQ_RAW || !k->known[dir])
		return raw;
	return raw - k->iss[dir];
}

/* "> SYN  seq=0", "> seq=1  517 B", "< ACK  ack=518". */
static void put_segment(struct comparer *c, struct text *t,
                        const struct sighting *s)
{
	uint16_t control = s->flags & (uint16_t) ~(SEG_PSH | SEG_ACK);

	text_add(t, s->dir ? "<" : ">");
	if (control || !s->len) {
		text_add(t, " ");
		show_flags(t, s->flags & (uint16_t)~SEG_PSH);
	}
	if (control || s->len)
		text_printf(t, " seq=%" PRIu32, relative(c, s->dir, s->seq));
	if (s->len)
		text_printf(t, " %" PRIu32 " B", s->len);
	else if (!control)
		text_printf(t, " ack=%" PRIu32, relative(c, !s->dir, s->ack));
}

/* Words below the segment, on as many lines as it takes. */
static void put_below(struct comparer *c, const char *words)
{
	size_t used = 0;

	while (*words) {
		size_t length = strcspn(words, " ");
		struct text word = {0};
		size_t width;

		text_add_bytes(&word, words, length);
		width = columns(c, text_string(&word));
		if (used && used + 1 + width > c->style->width) {
			end_line(c);
			used = 0;
		}
		text_fill(&c->line, ' ', used ? 1 : WHAT_COLUMN + 2);
		text_add(&c->line, text_string(&word));
		used += (used ? 1 : WHAT_COLUMN + 2) + width;
		text_fini(&word);
		words += length + strspn(words + length, " ");
	}
	end_line(c);
}

/* The note beside the segment, or below it where it is too long. */
static void put_note(struct comparer *c, const char *note)
{
	size_t room = c->style->width, at = WHAT_COLUMN + WHAT_WIDTH;
	size_t now = columns(c, text_string(&c->line));

	if (now + 2 > at)
		at = now + 2;
	if (at + columns(c, note) <= room) {
		text_fill(&c->line, ' ', at - now);
		text_add(&c->line, note);
		end_line(c);
		return;
	}
	end_line(c);
	put_below(c, note);
}

static void write_row(struct comparer *c, const struct difference *d)
{
	const char *words = c->differences.store.at + d->words;
	struct text t = {0};

	put_packets(c, packet_at(c->pairing->here, d->here), 0);
	put_packets(c, packet_at(c->pairing->there, d->there), 0);
	show_time(&t, REPORT_TIME_RELATIVE, d->time, 0);
	put_right(c, text_string(&t), TIME_WIDTH);
	text_clear(&t);
	text_add(&c->line, "  ");
	put_segment(c, &t, sighting_of(c, d));
	text_add(&c->line, text_string(&t));
	text_fini(&t);
	put_note(c, words);
}

/* Segments that both saw alike, folded. */
static void write_alike(struct comparer *c, size_t from, size_t to)
{
	const struct difference *rows = c->differences.at;
	const struct trace_connection *here = c->pairing->here;
	const struct trace_connection *there = c->pairing->there;
	uint64_t first = 0, last = 0;
	struct text t = {0};

	if (from == to)
		return;
	put_packets(c, packet_at(here, rows[from].here),
	            packet_at(here, rows[to - 1].here));
	for (size_t i = from; i < to; i++) {
		uint64_t packet = packet_at(there, rows[i].there);

		first = !first || packet < first ? packet : first;
		last = packet > last ? packet : last;
	}
	put_packets(c, first, last);
	text_fill(&c->line, ' ', TIME_WIDTH + 2);
	difference_count(&t, DIFFERENCE_NONE, to - from);
	text_add(&c->line, text_string(&t));
	text_fini(&t);
	end_line(c);
}

static void write_heads(struct comparer *c)
{
	put_right(c, _("here"), NUMBER_WIDTH);
	put_right(c, _("there"), NUMBER_WIDTH);
	put_right(c, _("time"), TIME_WIDTH);
	text_add(&c->line, "  ");
	text_add(&c->line, _("segment"));
	put_note(c, _("what differs"));
}

static void write_rows(struct comparer *c)
{
	const struct differences *d = &c->differences;
	size_t alike = 0;

	write_heads(c);
	for (size_t i = 0; i < d->count; i++) {
		if (d->at[i].kind == DIFFERENCE_NONE && !c->style->all)
			continue;
		write_alike(c, alike, i);
		write_row(c, &d->at[i]);
		alike = i + 1;
	}
	write_alike(c, alike, d->count);
}

static void put_ends(struct text *t, const struct trace_connection *k)
{
	text_printf(t, "#%" PRIu32 "  ", k->stream);
	show_endpoint(t, &k->end[0]);
	text_add(t, " → ");
	show_endpoint(t, &k->end[1]);
}

/* Whole sentences, each after the one before. */
static void put_sentence(struct text *t, struct text *sentence)
{
	if (t->len)
		text_add(t, "  ");
	text_add(t, text_string(sentence));
	text_clear(sentence);
}

static void put_translated(struct text *t, const struct pairing *p)
{
	struct text end = {0}, sentence = {0};

	for (unsigned i = 0; i < 2; i++) {
		if (memcmp(&p->here->end[i], &p->there->end[i],
		           sizeof(p->here->end[i])) == 0)
			continue;
		text_clear(&end);
		show_endpoint(&end, &p->there->end[i]);
		text_printf(&sentence,
		            i ? _("There the server is %s.")
		              : _("There the client is %s."),
		            text_string(&end));
		put_sentence(t, &sentence);
	}
	text_fini(&end);
	text_fini(&sentence);
}

static void put_hops(struct text *t, const struct pairing *p)
{
	struct text sentence = {0};

	for (unsigned dir = 0; dir < 2; dir++) {
		if (!p->timed[dir] || !p->ttl_change[dir])
			continue;
		text_printf(&sentence,
		            dir ? _("TTL from the server %+d there.")
		                : _("TTL from the client %+d there."),
		            p->ttl_change[dir]);
		put_sentence(t, &sentence);
	}
	text_fini(&sentence);
}

/* Who it is, in both where that differs, and who stands where. */
static void write_title(struct comparer *c)
{
	const struct pairing *p = c->pairing;
	struct text t = {0}, sentence = {0};

	put_ends(&t, p->here);
	excerpt_words(text_string(&t), SEVERITY_NOTE, c->style);
	text_clear(&t);
	put_translated(&t, p);
	text_add(&sentence, p->nearer < 0 ? _("Here is nearer the client.")
	                    : p->nearer > 0
	                            ? _("There is nearer the client.")
	                            : _("Which one is nearer the client is not "
	                                "known."));
	put_sentence(&t, &sentence);
	put_hops(&t, p);
	excerpt_words(text_string(&t), SEVERITY_NOTE, c->style);
	text_fini(&sentence);
	text_fini(&t);
}

static void compare_pair(struct comparer *c,
                         const struct trace_connection *here,
                         const struct trace_connection *there)
{
	struct pairing p;
	uint64_t different = 0;

	pairing_init(&p, here, there);
	/* Only until this returns. */
	/* cppcheck-suppress autoVariables */
	c->pairing = &p;
	differences_init(&c->differences, &p);
	for (size_t i = 0; i < c->differences.count; i++) {
		c->counts[c->differences.at[i].kind]++;
		different += c->differences.at[i].kind != DIFFERENCE_NONE;
	}
	if (different || !c->style->quiet) {
		write_title(c);
		write_rows(c);
		end_line(c);
	}
	differences_fini(&c->differences);
	pairing_fini(&p);
}

/* A connection that one capture has and the other has not. */
static void write_lone(struct comparer *c, const struct trace_connection *k,
                       bool here)
{
	struct text t = {0}, who = {0};

	put_ends(&who, k);
	text_printf(&t,
	            here ? P_("%s is only here: %zu segment",
	                      "%s is only here: %zu segments", k->count)
	                 : P_("%s is only there: %zu segment",
	                      "%s is only there: %zu segments", k->count),
	            text_string(&who), k->count);
	excerpt_words(text_string(&t), SEVERITY_NOTE, c->style);
	end_line(c);
	text_fini(&who);
	text_fini(&t);
}

static void write_summary(struct comparer *c, uint64_t pairs, uint64_t lone)
{
	struct text t = {0};

	text_printf(&t,
	            P_("%" PRIu64 " connection in both",
	               "%" PRIu64 " connections in both", pairs),
	            pairs);
	if (lone) {
		text_add(&t, ", ");
		text_printf(&t,
		            P_("%" PRIu64 " in one only",
		               "%" PRIu64 " in one only", lone),
		            lone);
	}
	for (unsigned i = 0; i < DIFFERENCE_COUNT; i++) {
		if (!c->counts[i] && i != DIFFERENCE_NONE)
			continue;
		text_add(&t, i == DIFFERENCE_NONE ? ": " : ", ");
		difference_count(&t, (enum difference_kind)i, c->counts[i]);
	}
	excerpt_words(text_string(&t), SEVERITY_NOTE, c->style);
	text_fini(&t);
}

uint64_t compare_write(const struct trace *here, const struct trace *there,
                       const struct report_style *style)
{
	size_t *pairs = pair_connections(here, there);
	bool *taken = xcalloc(there->count + 1, sizeof(*taken));
	struct comparer c = {.style = style};
	uint64_t paired = 0, lone = 0, different;

	for (size_t i = 0; i < here->count; i++) {
		if (pairs[i] == PAIR_NONE) {
			write_lone(&c, &here->connections[i], true);
			lone++;
			continue;
		}
		compare_pair(&c, &here->connections[i],
		             &there->connections[pairs[i]]);
		taken[pairs[i]] = true;
		paired++;
	}
	for (size_t i = 0; i < there->count; i++) {
		if (taken[i])
			continue;
		write_lone(&c, &there->connections[i], false);
		lone++;
	}
	if (!style->quiet)
		write_summary(&c, paired, lone);
	different = lone;
	for (unsigned i = DIFFERENCE_NONE + 1; i < DIFFERENCE_COUNT; i++)
		different += c.counts[i];
	text_fini(&c.line);
	free(taken);
	free(pairs);
	return different;
}
