/* SPDX-License-Identifier: BSD-2-Clause
 *
 * From records to rows.  What was folded as it came (record.h) is folded
 * further here: window updates and duplicate ACKs belong to the data around
 * them, unless every segment is asked for.
 */
#include "config.h"

#include "report/ladder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/xalloc.h"
#include "report/heading.h"
#include "report/label.h"
#include "report/show.h"
#include "track/marks.h"
#include "track/tcp_state.h"

/* Marks that alone do not earn a segment a row of its own. */
#define ORDINARY (MARK_BIT(WINDOW_UPDATE) | MARK_BIT(DUPLICATE_ACK))

/* A ladder at work. */
struct layout {
	struct ladder *ladder;
	const struct connection *c;
	const struct report_style *style;
	int64_t since;       /* for the next row's time */
	uint8_t state[2];    /* as last printed */
	struct record run;   /* folded so far; packet 0: none */
	uint32_t duplicates; /* duplicate ACKs in it */
	bool early;          /* some of it were captured early, … */
	bool early_data;     /* … data as well */
};

struct ladder_string ladder_since(struct ladder *ladder, size_t from)
{
	struct text *store = &ladder->store;
	const size_t whole = sizeof(uint64_t);
	size_t len = store->len - from, padding = -len % whole;
	char *end;

	if (!len)
		return (struct ladder_string){0};
	/* Zeros up to whole words, which are counted without a rest. */
	end = text_room(store, whole);
	memset(end, 0, whole);
	text_end(store, end + 1);
	return (struct ladder_string){
		.at = from,
		.len = (uint32_t)len,
		.width = (uint32_t)(text_columns(store->at + from,
	                                         len + padding) -
	                            padding),
	};
}

struct ladder_string ladder_keep(struct ladder *ladder, struct text *text)
{
	size_t from = ladder->store.len;

	if (!text->len)
		return (struct ladder_string){0};
	text_add_bytes(&ladder->store, text->at, text->len);
	text_clear(text);
	return ladder_since(ladder, from);
}

struct ladder_row *ladder_add(struct ladder *ladder, enum row_kind kind)
{
	struct ladder_row *row;

	if (ladder->count == ladder->room) {
		ladder->room = ladder->room ? ladder->room * 2 : 32;
		ladder->rows = xreallocarray(ladder->rows, ladder->room,
		                             sizeof(*ladder->rows));
	}
	row = &ladder->rows[ladder->count++];
	*row = (struct ladder_row){.kind = kind, .left = "", .right = ""};
	return row;
}

static const char *changed(struct layout *l, enum dir dir, uint8_t state)
{
	if (l->state[dir] == state)
		return "";
	l->state[dir] = state;
	return tcp_state_name((enum tcp_state)state);
}

static void put_time(struct layout *l, struct ladder_row *row, int64_t time)
{
	size_t from = l->ladder->store.len;

	show_time(&l->ladder->store, l->style->time, time, l->since);
	row->time = ladder_since(l->ladder, from);
	if (l->style->time == REPORT_TIME_DELTA)
		l->since = time;
}

static void put_states(struct layout *l, struct ladder_row *row,
                       const struct record *r)
{
	enum dir client = l->c->client, server = dir_peer(client);

	row->left = changed(l, client, r->state[client]);
	row->right = changed(l, server, r->state[server]);
}

/* The short word for what is the matter with a segment. */
static enum row_tone put_marks(struct text *t, const struct layout *l,
                               const struct record *r)
{
	static const struct {
		uint32_t mark;
		enum row_tone tone;
		const char *words;
	} rows[] = {
		{MARK_BIT(CHALLENGE_ACK), TONE_NOTE, N_("challenge ACK")},
		{MARK_BIT(NETWORK_DUPLICATE), TONE_NOTE, N_("×2 repeated")},
		{MARK_BIT(DUPLICATE_CAPTURE), TONE_NOTE, N_("×2 captured")},
		{MARK_BIT(FAST_RETRANSMISSION), TONE_WARNING, N_("↻ fast")},
		{MARK_BIT(SPURIOUS_RETRANSMISSION), TONE_WARNING,
	         N_("↻ needlessly")},
		{MARK_BIT(RETRANSMISSION), TONE_WARNING, N_("↻ again")},
		{MARK_BIT(OUT_OF_ORDER), TONE_WARNING, N_("late")},
		{MARK_BIT(CAPTURED_EARLY), TONE_NOTE, N_("captured early")},
		{MARK_BIT(ACKED_UNSEEN), TONE_WARNING, N_("acks unseen")},
		{MARK_BIT(PREVIOUS_NOT_CAPTURED), TONE_WARNING,
	         N_("gap before")},
		{MARK_BIT(ZERO_WINDOW_PROBE_ACK), TONE_NOTE,
	         N_("answers probe")},
		{MARK_BIT(ZERO_WINDOW_PROBE), TONE_NOTE, N_("window probe")},
		{MARK_BIT(KEEP_ALIVE_ACK), TONE_NOTE, N_("alive")},
		{MARK_BIT(WINDOW_PROBE), TONE_NOTE, N_("window probe")},
		{MARK_BIT(KEEP_ALIVE), TONE_NOTE, N_("keep-alive")},
		{MARK_BIT(ZERO_WINDOW), TONE_WARNING, N_("window 0")},
		{MARK_BIT(WINDOW_FULL), TONE_WARNING, N_("fills window")},
		{MARK_BIT(WINDOW_UPDATE), TONE_NOTE, N_("window")},
		{MARK_BIT(DUPLICATE_ACK), TONE_NOTE, N_("dup ACK")},
		{MARK_BIT(BAD_CHECKSUM), TONE_ERROR, N_("bad checksum")},
		{MARK_BIT(BAD_HEADER), TONE_ERROR, N_("bad header")},
	};
	const struct opening *o = &l->c->opening;
	const struct closing *cl = &l->c->closing;
	uint64_t of = 0;

	if (!r->marks)
		return TONE_PLAIN;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!(r->marks & rows[i].mark) ||
		    (r->label && (rows[i].mark & ORDINARY)))
			continue;
		if (r->marks & MARKS_RETRANSMITTED) {
			if (r->label == LABEL_SYN || r->label == LABEL_SYN_K)
				of = o->syn.packet;
			else if (r->label == LABEL_SYN_ACK)
				of = o->syn_ack.packet;
			else if (r->label == LABEL_FIN_M)
				of = cl->fin[0].packet;
			else if (r->label == LABEL_FIN_N)
				of = cl->fin[1].packet;
		}
		if (of && of != r->packet)
			text_printf(t, _("↻ of %" PRIu64), of);
		else
			text_add(t, _(rows[i].words));
		return rows[i].tone;
	}
	return TONE_PLAIN;
}

static enum row_tone tone_of(enum severity severity)
{
	return severity == SEVERITY_ERROR     ? TONE_ERROR
	       : severity == SEVERITY_WARNING ? TONE_WARNING
	                                      : TONE_NOTE;
}

/* "✓ J+1", "✗ J+1: found J+2". */
static bool put_check(struct text *t, const struct layout *l,
                      const struct record *r, uint8_t which,
                      enum row_tone *tone)
{
	const struct check *check;
	enum equation equation;

	if (!which)
		return false;
	equation = (enum equation)(which - 1);
	check = &l->c->checks[equation];
	if (check->packet != r->packet)
		return false;
	if (t->len)
		text_add(t, "  ");
	if (check->verdict == VERDICT_FAIL) {
		/* TRANSLATORS: "✗ J+1: found J+2" */
		text_printf(t, _("✗ %s: found %s"), equation_name(equation),
		            label_found(check, equation).text);
	} else {
		text_add(t, check->verdict == VERDICT_PASS ? "✓ " : "✗ ");
		text_add(t, equation_name(equation));
	}
	*tone = check->verdict == VERDICT_FAIL ? TONE_ERROR : TONE_GOOD;
	return true;
}

/* The worst finding that is not one of the four equations. */
static const struct finding *finding_at(const struct connection *c,
                                        uint64_t packet)
{
	const struct finding *worst = NULL;

	for (uint32_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];

		if (f->packet != packet || f->rule == RULE_J_PLUS_1 ||
		    f->rule == RULE_K_PLUS_1 || f->rule == RULE_M_PLUS_1 ||
		    f->rule == RULE_N_PLUS_1)
			continue;
		if (!worst || f->severity > worst->severity)
			worst = f;
	}
	return worst;
}

static void put_note(struct layout *l, struct ladder_row *row,
                     const struct record *r)
{
	const struct finding *f = finding_at(l->c, r->packet);
	struct text *t = &l->ladder->scratch;

	put_check(t, l, r, r->check, &row->tone);
	put_check(t, l, r, r->second_check, &row->tone);
	if (f && f->severity == SEVERITY_ERROR) {
		text_add(t, t->len ? "  ✗ " : "✗ ");
		text_add(t, rule_slug((enum rule)f->rule));
		row->tone = TONE_ERROR;
	} else if (!t->len) {
		bool warned = f && f->severity == SEVERITY_WARNING;
		bool control = r->flags & SEG_RST;

		if (!warned || !control)
			row->tone = put_marks(t, l, r);
		if (!t->len && warned) {
			text_add(t, "! ");
			text_add(t, rule_slug((enum rule)f->rule));
			row->tone = tone_of((enum severity)f->severity);
		}
	}
	row->note = ladder_keep(l->ladder, t);
}

static void put_packets(struct layout *l, struct ladder_row *row,
                        const struct record *r)
{
	struct text *t = &l->ladder->store;
	size_t from = t->len;

	text_number(t, r->packet, 1);
	if (r->last_packet != r->packet) {
		text_add(t, "–");
		text_number(t, r->last_packet, 1);
	}
	row->packet = ladder_since(l->ladder, from);
}

static void arrow(struct layout *l, const struct record *r)
{
	struct ladder_row *row = ladder_add(l->ladder, ROW_ARROW);
	struct text *t = &l->ladder->store;
	struct label_numbers numbers;

	row->rightwards = r->dir == l->c->client;
	put_packets(l, row, r);
	put_time(l, row, r->time);
	put_states(l, row, r);
	label_read(&numbers, l->c, r);
	for (unsigned form = 0; form < LABEL_FORM_COUNT; form++) {
		size_t from = t->len;

		label_segment(t, &numbers, l->style, (enum label_form)form);
		row->label[form] = ladder_since(l->ladder, from);
	}
	put_note(l, row, r);
}

static void forget_run(struct layout *l)
{
	l->run = (struct record){0};
	l->duplicates = 0;
	l->early = l->early_data = false;
}

static void put_run_note(struct layout *l, struct ladder_row *row)
{
	struct text *t = &l->ladder->store;
	size_t from = t->len;

	if (l->duplicates && l->run.bytes)
		text_printf(t, _("+%" PRIu32 " dup ACK"), l->duplicates);
	else if (l->early)
		text_add(t, l->early_data || !l->run.bytes ? _("captured early")
		                                           : _("ACK early"));
	else
		return;
	row->note = ladder_since(l->ladder, from);
	row->tone = TONE_NOTE;
}

static void flush_run(struct layout *l)
{
	struct record *run = &l->run;
	struct ladder_row *row;
	struct text *t = &l->ladder->store;
	size_t from;

	if (!run->packet)
		return;
	if (run->packet == run->last_packet && !run->bytes) {
		arrow(l, run);
		forget_run(l);
		return;
	}
	row = ladder_add(l->ladder, run->bytes ? ROW_RUN : ROW_ARROW);
	row->rightwards = run->dir == l->c->client;
	put_packets(l, row, run);
	put_time(l, row, run->time);
	for (unsigned form = 0; form < LABEL_FORM_COUNT; form++) {
		from = t->len;
		label_run(t, run, l->duplicates, (enum label_form)form);
		row->label[form] = ladder_since(l->ladder, from);
	}
	put_run_note(l, row);
	forget_run(l);
}

/* Ordinary data and ACKs; nobody changes state, nothing is to be said. */
static bool is_ordinary(const struct layout *l, const struct record *r)
{
	bool early = r->marks & MARK_BIT(CAPTURED_EARLY);
	uint32_t marks = early ? ORDINARY | MARKS_EARLY : ORDINARY;

	if (l->style->all)
		return false;
	if (!r->key)
		return true;
	if (r->pin)
		return false;
	return !r->label && !r->check && !r->second_check &&
	       (early || r->bytes == 0) && (r->marks & ~marks) == 0 &&
	       !(r->flags & (SEG_SYN | SEG_FIN | SEG_RST)) &&
	       r->state[0] == l->state[0] && r->state[1] == l->state[1] &&
	       !finding_at(l->c, r->packet);
}

/* Joins it to the run, or begins another. */
static void fold(struct layout *l, const struct record *r)
{
	struct record *run = &l->run;

	if (run->packet && r->bytes && run->bytes && run->dir != r->dir)
		flush_run(l);
	if (!run->packet) {
		*run = *r;
	} else {
		if (r->bytes && !run->bytes)
			run->dir = r->dir;
		record_widen(run, r->packet, r->last_packet);
		run->bytes += r->bytes;
		run->segments += r->segments;
	}
	l->duplicates += (r->marks & MARK_BIT(DUPLICATE_ACK)) != 0;
	if (r->marks & MARK_BIT(CAPTURED_EARLY)) {
		l->early = true;
		l->early_data |= r->bytes != 0;
	}
}

/* How both ends stood before the first row. */
static void begin_states(struct layout *l)
{
	const struct connection *c = l->c;
	struct ladder_row *row;
	struct record first = {.state = {TCP_UNKNOWN, TCP_UNKNOWN}};
	enum dir server = dir_peer(c->client);
	enum outcome outcome = connection_outcome(c);

	if (c->continues && c->record_count) {
		first = c->records[0];
	} else if (c->opening.syn.packet || c->opening.syn_ack.packet) {
		first.state[c->client] = c->opening.syn.packet ? TCP_CLOSED
		                                               : TCP_SYN_SENT;
		/* §3.10.7.1: only a closed port refuses. */
		first.state[server] = outcome == OUTCOME_REFUSED ? TCP_CLOSED
		                                                 : TCP_LISTEN;
	}
	if (c->half[server].segments == 0 || outcome == OUTCOME_UNANSWERED)
		first.state[server] = TCP_UNKNOWN;
	row = ladder_add(l->ladder, ROW_STATES);
	l->state[0] = l->state[1] = TCP_STATE_COUNT;
	put_states(l, row, &first);
}

/* A sentence where the rows end. */
static void put_omitted(struct layout *l)
{
	uint64_t more = l->c->records_omitted;
	struct ladder_row *row;

	if (!more)
		return;
	text_printf(&l->ladder->scratch,
	            P_("… and %" PRIu64 " more segment, which is not kept "
	               "(--max-segments).",
	               "… and %" PRIu64 " more segments, which are not kept "
	               "(--max-segments).",
	               more),
	            more);
	row = ladder_add(l->ladder, ROW_TEXT);
	row->tone = TONE_WARNING;
	row->label[0] = ladder_keep(l->ladder, &l->ladder->scratch);
}

void ladder_build(struct ladder *ladder, const struct connection *c,
                  const struct report_style *style, int64_t start)
{
	struct layout l = {.ladder = ladder, .c = c, .style = style};

	ladder->count = 0;
	text_clear(&ladder->store);
	text_add_bytes(&ladder->store, "", 1);
	l.since = style->time == REPORT_TIME_DELTA ? c->first.time : start;
	heading_build(ladder, c);
	ladder_add(ladder, ROW_BLANK);
	ladder_add(ladder, ROW_HEADS);
	begin_states(&l);
	for (uint32_t i = 0; i < c->record_count; i++) {
		const struct record *r = &c->records[i];

		if (is_ordinary(&l, r)) {
			fold(&l, r);
			continue;
		}
		flush_run(&l);
		arrow(&l, r);
	}
	flush_run(&l);
	put_omitted(&l);
	legend_build(ladder, c);
}

void ladder_fini(struct ladder *ladder)
{
	free(ladder->rows);
	text_fini(&ladder->store);
	text_fini(&ladder->scratch);
	text_fini(&ladder->page.text);
}
