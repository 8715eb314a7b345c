/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/claims.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "track/marks.h"
#include "track/outcome.h"
#include "track/words.h"

static bool in_time(const struct line *line, const struct moment *from,
                    const struct moment *to, struct text *why)
{
	int64_t took = to->time - from->time;

	if (!line->timed)
		return true;
	if (!from->packet || !to->packet) {
		text_add(why, _("not all of it is in the capture"));
		return false;
	}
	if (range_has(line->time, took))
		return true;
	text_printf(why, _("it took %s"), phrase_duration(took).text);
	return false;
}

/* None of two equations is violated; tells the first that is. */
static bool equations_hold(const struct connection *c, enum equation first,
                           struct text *why, uint64_t *packet)
{
	for (unsigned n = 0; n < 2; n++) {
		const struct check *check = &c->checks[first + n];

		if (check->verdict != VERDICT_FAIL)
			continue;
		*packet = check->packet;
		text_printf(
			why,
			_("%s is wrong: expected %" PRIu32 ", found %" PRIu32),
			equation_name((enum equation)(first + n)),
			check->expected, check->actual);
		return false;
	}
	return true;
}

static bool opens(const struct line *line, const struct connection *c,
                  struct text *why, uint64_t *packet)
{
	enum handshake_kind found = connection_handshake(c);
	const struct moment third = connection_third_ack(c);

	*packet = third.packet ? third.packet : c->first.packet;
	if (found != line->how) {
		text_printf(why, _("its opening is %s"), handshake_name(found));
		return false;
	}
	return equations_hold(c, EQUATION_J, why, packet) &&
	       in_time(line, &c->opening.syn, &third, why);
}

static bool closed_by(const struct line *line, const struct connection *c,
                      struct text *why)
{
	enum dir dir;
	bool client;

	if (line->by == SIDE_ANY)
		return true;
	if (!connection_closer(c, &dir)) {
		text_add(why, _("neither side closed it"));
		return false;
	}
	client = dir == c->client;
	if (client == (line->by == SIDE_CLIENT))
		return true;
	text_printf(why, _("%s closed it"), words_end(client, WORDS_SUBJECT));
	return false;
}

static bool closes(const struct line *line, const struct connection *c,
                   struct text *why, uint64_t *packet)
{
	enum close_kind found = connection_close(c);
	const struct closing *cl = &c->closing;
	const struct moment *end = found == CLOSE_RESET ? &cl->reset
	                                                : &cl->ack[1];

	*packet = cl->fin[0].packet  ? cl->fin[0].packet
	          : cl->reset.packet ? cl->reset.packet
	                             : c->last.packet;
	if (found != line->how) {
		text_printf(why, _("its close is %s"), close_name(found));
		return false;
	}
	return closed_by(line, c, why) &&
	       equations_hold(c, EQUATION_M, why, packet) &&
	       in_time(line,
	               found == CLOSE_RESET && !cl->fin[0].packet ? &cl->reset
	                                                          : &cl->fin[0],
	               end, why);
}

static bool outcome(const struct line *line, const struct connection *c,
                    struct text *why, uint64_t *packet)
{
	enum outcome found = connection_outcome(c);

	if (line->outcomes >> found & 1)
		return true;
	*packet = c->last.packet;
	text_printf(why, _("its outcome is %s"), outcome_name(found));
	return false;
}

static bool findings(const struct line *line, const struct connection *c,
                     struct text *why, uint64_t *packet)
{
	for (uint32_t i = 0; i < c->finding_count; i++) {
		const struct finding *f = &c->findings[i];

		if (f->severity <= line->severity ||
		    rule_set_has(&line->rules, f->rule))
			continue;
		*packet = f->packet;
		text_printf(why, _("found the %s %s"),
		            severity_name((enum severity)f->severity),
		            rule_slug((enum rule)f->rule));
		return false;
	}
	return true;
}

/* Where one of the line's marks or rules shows; its name, or NULL. */
static const char *find_subject(const struct line *line,
                                const struct connection *c, uint64_t *packet)
{
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (rule_set_has(&line->rules, c->findings[i].rule)) {
			*packet = c->findings[i].packet;
			return rule_slug((enum rule)c->findings[i].rule);
		}
	for (uint32_t i = 0; i < c->record_count; i++)
		for (unsigned mark = 0; mark < MARK_COUNT; mark++)
			if (c->records[i].marks & line->marks &
			    UINT32_C(1) << mark) {
				*packet = c->records[i].packet;
				return mark_name((enum mark)mark);
			}
	return NULL;
}

static bool no(const struct line *line, const struct connection *c,
               struct text *why, uint64_t *packet)
{
	const char *found = find_subject(line, c, packet);

	if (found)
		text_printf(why, _("found %s"), found);
	return !found;
}

/* Each that is named must be there, by its mark or its rule. */
static bool some(const struct line *line, const struct connection *c,
                 struct text *why, uint64_t *packet)
{
	for (unsigned i = 0; i < RULE_COUNT; i++) {
		struct line one = {.marks = 0};

		rule_set_add(&one.rules, i);
		if (!rule_set_has(&line->rules, i) ||
		    find_subject(&one, c, packet))
			continue;
		text_printf(why, _("found no %s"), rule_slug((enum rule)i));
		return false;
	}
	for (unsigned i = 0; i < MARK_COUNT; i++) {
		struct line one = {.marks = line->marks & UINT32_C(1) << i};

		if (i == MARK_RETRANSMISSION)
			one.marks = line->marks & MARKS_RETRANSMITTED;
		if (!one.marks || find_subject(&one, c, packet))
			continue;
		if (line->marks & MARK_BIT(RETRANSMISSION) &&
		    one.marks & MARKS_RETRANSMITTED && i != MARK_RETRANSMISSION)
			continue;
		text_printf(why, _("found no %s"), mark_name((enum mark)i));
		return false;
	}
	return true;
}

static bool equation(const struct line *line, const struct connection *c,
                     struct text *why, uint64_t *packet)
{
	const struct check *check = &c->checks[line->equation];
	const char *name;

	if (check->verdict == line->verdict)
		return true;
	*packet = check->packet;
	name = verdict_name((enum verdict)check->verdict);
	if (check->verdict == VERDICT_FAIL)
		text_printf(why,
		            _("its verdict is %s: expected %" PRIu32
		              ", found %" PRIu32),
		            name, check->expected, check->actual);
	else
		text_printf(why, _("its verdict is %s"), name);
	return false;
}

bool claim_holds(const struct line *line, const struct connection *c,
                 struct text *why, uint64_t *packet)
{
	static bool (*const rows[])(const struct line *line,
	                            const struct connection *c,
	                            struct text *why, uint64_t *packet) = {
		[LINE_OPENS] = opens,
		[LINE_CLOSES] = closes,
		[LINE_OUTCOME] = outcome,
		[LINE_FINDINGS] = findings,
		[LINE_NO] = no,
		[LINE_SOME] = some,
		[LINE_EQUATION] = equation,
		[LINE_COUNT] = NULL,
	};

	*packet = 0;
	return !rows[line->kind] || rows[line->kind](line, c, why, packet);
}
