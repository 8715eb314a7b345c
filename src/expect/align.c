/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Steps beside events, without ever trying one way after the other: for each
 * step, the set of all places the trace may have come to with it, from the set
 * before it.  That costs steps times events, whatever the file says.  Only
 * then is one way picked, the earliest, and times and names are held against
 * it.
 *
 *   events   SYN  SYN,ACK  ACK  data  ACK  data  FIN …
 *   places  0    1        2    3     4    5     6    7
 */
#include "config.h"

#include "expect/align.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "expect/fit.h"

#define NOWHERE SIZE_MAX

/* Where one step was met. */
struct meeting {
	size_t first, last; /* events; NOWHERE for a fold */
	uint64_t bytes;
};

struct aligner {
	struct values values;
	struct events events;
	const struct line **steps;
	size_t count;    /* of steps */
	uint64_t **from; /* count + 1 sets of places, a bit each */
	struct meeting *meetings;
};

static bool has(const uint64_t *set, size_t place)
{
	return set[place / 64] >> (place % 64) & 1;
}

static void put(uint64_t *set, size_t place)
{
	set[place / 64] |= UINT64_C(1) << (place % 64);
}

static size_t set_words(const struct aligner *a)
{
	return a->events.count / 64 + 1;
}

/* The first place of a set, or NOWHERE. */
static size_t first_of(const struct aligner *a, const uint64_t *set)
{
	for (size_t i = 0; i <= a->events.count; i++)
		if (has(set, i))
			return i;
	return NOWHERE;
}

/* What may be passed over makes further places. */
static void pass_over(const struct aligner *a, uint64_t *set)
{
	for (size_t i = 0; i < a->events.count; i++)
		if (has(set, i) && a->events.at[i].passable)
			put(set, i + 1);
}

static void go_segment(const struct aligner *a, const struct step *step,
                       const uint64_t *from, uint64_t *to)
{
	for (size_t i = 0; i < a->events.count; i++) {
		const struct event *e = &a->events.at[i];

		if (!has(from, i))
			continue;
		if (fit_carried(step, e) &&
		    fit_words(&a->values, step, e, NULL))
			put(to, i);
		else if (fit_kind(step, e) &&
		         fit_words(&a->values, step, e, NULL))
			put(to, i + 1);
	}
}

/* The bytes a run may have. */
static struct range run_range(const struct step *step)
{
	if (step->bytes.kind == TERM_RANGE)
		return step->bytes.range;
	return RANGE_ALL;
}

static bool in_run(const struct step *step, const struct event *e)
{
	return e->passable || fit_kind(step, e);
}

/* Runs that end behind event `end`: of those that began at a place in starts
 * (in order), with the bytes before each, is one of the right size?  low is
 * the first that is not too long; it only ever moves on. */
static bool run_fits(struct range range, uint64_t sum, const uint64_t *sums,
                     size_t starts, size_t *low)
{
	while (*low < starts && (int64_t)(sum - sums[*low]) > range.max)
		++*low;
	return *low < starts && (int64_t)(sum - sums[*low]) >= range.min;
}

static void go_data(const struct aligner *a, const struct step *step,
                    const uint64_t *from, uint64_t *to)
{
	struct range range = run_range(step);
	uint64_t *sums = xcalloc(a->events.count + 1, sizeof(*sums));
	size_t starts = 0, low = 0;
	uint64_t sum = 0;

	for (size_t i = 0; i < a->events.count; i++) {
		const struct event *e = &a->events.at[i];

		if (!in_run(step, e)) {
			starts = low = 0;
			sum = 0;
			continue;
		}
		if (!fit_kind(step, e) || !e->bytes)
			continue;
		if (has(from, i))
			sums[starts++] = sum;
		sum += e->bytes;
		if (run_fits(range, sum, sums, starts, &low))
			put(to, i + 1);
	}
	free(sums);
}

static void go_fold(const struct aligner *a, const uint64_t *from, uint64_t *to)
{
	for (size_t i = first_of(a, from); i <= a->events.count; i++)
		put(to, i);
}

/* The places a step leads to from all places before it. */
static void go(const struct aligner *a, size_t index)
{
	const struct step *step = &a->steps[index]->step;
	size_t size = set_words(a) * sizeof(uint64_t);
	uint64_t *from = xzalloc(size);

	memcpy(from, a->from[index], size);
	pass_over(a, from);
	if (step->kind == STEP_FOLD)
		go_fold(a, from, a->from[index + 1]);
	else if (step->kind == STEP_DATA)
		go_data(a, step, from, a->from[index + 1]);
	else
		go_segment(a, step, from, a->from[index + 1]);
	free(from);
}

/* The earliest place of the set before a step from which, passing over what
 * may be, one comes to `place`. */
static size_t origin(const struct aligner *a, size_t index, size_t place)
{
	size_t found = has(a->from[index], place) ? place : NOWHERE;

	while (place > 0 && a->events.at[place - 1].passable)
		if (has(a->from[index], --place))
			found = place;
	return found;
}

/* The earliest begin of a run of the right size that ends before `end`. */
static size_t back_data(struct aligner *a, size_t index, size_t end)
{
	const struct step *step = &a->steps[index]->step;
	struct range range = run_range(step);
	size_t found = NOWHERE;
	uint64_t sum = 0;

	for (size_t i = end; i-- > 0 && in_run(step, &a->events.at[i]);) {
		const struct event *e = &a->events.at[i];
		size_t before;

		if (!fit_kind(step, e) || !e->bytes)
			continue;
		sum += e->bytes;
		if ((int64_t)sum > range.max)
			break;
		before = origin(a, index, i);
		if (before == NOWHERE || (int64_t)sum < range.min)
			continue;
		found = before;
		a->meetings[index] = (struct meeting){i, end - 1, sum};
	}
	return found;
}

static size_t back_segment(struct aligner *a, size_t index, size_t end)
{
	const struct step *step = &a->steps[index]->step;
	const struct event *e = end ? &a->events.at[end - 1] : NULL;
	size_t before = NOWHERE;

	if (e && fit_kind(step, e) && fit_words(&a->values, step, e, NULL))
		before = origin(a, index, end - 1);
	if (before != NOWHERE) {
		a->meetings[index] = (struct meeting){end - 1, end - 1, 0};
		return before;
	}
	/* Carried by the data that comes next. */
	a->meetings[index] = (struct meeting){end, end, 0};
	return origin(a, index, end);
}

/* Picks one way back from the place the last step leads to. */
static void pick(struct aligner *a, size_t end)
{
	for (size_t i = a->count; i-- > 0;) {
		enum step_kind kind = a->steps[i]->step.kind;

		if (kind == STEP_FOLD) {
			a->meetings[i] = (struct meeting){NOWHERE, NOWHERE, 0};
			end = first_of(a, a->from[i]);
		} else if (kind == STEP_DATA) {
			end = back_data(a, i, end);
		} else {
			end = back_segment(a, i, end);
		}
	}
}

/* The first place after the last step from which only what may be passed over
 * follows; NOWHERE where the connection goes on. */
static size_t find_end(const struct aligner *a)
{
	size_t end = NOWHERE;

	for (size_t i = a->events.count + 1; i-- > 0;) {
		if (has(a->from[a->count], i))
			end = i;
		if (i > 0 && !a->events.at[i - 1].passable)
			break;
	}
	return end;
}

static void describe_event(const struct event *e, struct text *t)
{
	static const struct {
		uint16_t bit;
		const char *name;
	} rows[] = {{SEG_FIN, "FIN"},
	            {SEG_SYN, "SYN"},
	            {SEG_RST, "RST"},
	            {SEG_ACK, "ACK"}};
	const char *comma = "";

	text_printf(t, "%s ", e->from_server ? "<" : ">");
	if (e->kind == EVENT_DATA) {
		text_printf(t, _("data, %" PRIu64 " bytes"), e->bytes);
		return;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (e->flags & rows[i].bit) {
			text_printf(t, "%s%s", comma, rows[i].name);
			comma = ",";
		}
	if (!*comma)
		text_add(t, _("no flags"));
}

/* How a run of data is not what it should be: all there is of it, up to *end.
 * False where it has no bytes. */
static bool tell_run(const struct aligner *a, const struct step *step,
                     size_t from, size_t *end, struct text *why)
{
	struct text range = {0};
	uint64_t sum = 0;
	size_t i;

	for (i = from; i < a->events.count && in_run(step, &a->events.at[i]);
	     i++)
		if (fit_kind(step, &a->events.at[i]))
			sum += a->events.at[i].bytes;
	*end = i;
	if (!sum)
		return false;
	range_describe(&range, run_range(step));
	text_printf(why, _("expected %s bytes, found %" PRIu64),
	            text_string(&range), sum);
	text_fini(&range);
	return true;
}

/* Tells why no event from a place on meets the step; the event that comes
 * nearest, or NOWHERE. */
static size_t tell_departure(const struct aligner *a, size_t index, size_t from,
                             struct text *why)
{
	const struct step *step = &a->steps[index]->step;
	bool folded = index > 0 && a->steps[index - 1]->step.kind == STEP_FOLD;
	struct text event = {0};
	size_t i = from, empty = from; /* where an empty run ends */

	for (; i < a->events.count; i++) {
		const struct event *e = &a->events.at[i];

		if (fit_kind(step, e) &&
		    (step->kind == STEP_DATA
		             ? i >= empty && tell_run(a, step, i, &empty, why)
		             : !fit_words(&a->values, step, e, why)))
			return i;
		if (!e->passable && !folded)
			break;
	}
	if (i < a->events.count) {
		describe_event(&a->events.at[i], &event);
		text_printf(why, _("found %s"), text_string(&event));
		text_fini(&event);
		return i;
	}
	if (a->events.count == 0)
		text_add(why, _("the connection has no segments"));
	else if (folded && from < a->events.count)
		text_printf(
			why,
			_("found no such segment from packet %" PRIu64 " on"),
			a->events.at[from].record->packet);
	else
		text_printf(why, _("the connection ends with packet %" PRIu64),
		            a->events.at[a->events.count - 1].record->packet);
	return a->events.count ? a->events.count - 1 : NOWHERE;
}

static void depart(const struct aligner *a, struct alignment *al, size_t index,
                   size_t event)
{
	al->met = false;
	al->steps_met = index;
	al->line = a->steps[index];
	if (event < a->events.count)
		al->packet = a->events.at[event].record->packet;
}

/* Steps met, but the connection goes on after the last. */
static void tell_more(const struct aligner *a, struct alignment *al,
                      struct text *why)
{
	struct text event = {0};
	size_t last = a->events.count;

	while (!has(a->from[a->count], last))
		last--;
	while (a->events.at[last].passable)
		last++;
	depart(a, al, a->count - 1, last);
	al->steps_met = a->count;
	describe_event(&a->events.at[last], &event);
	text_printf(why, _("expected no more after it, found %s"),
	            text_string(&event));
	text_fini(&event);
}

/* Times and names along the way that was picked. */
static bool hold(struct aligner *a, struct alignment *al, struct text *why)
{
	int64_t since = a->events.count ? a->events.at[0].record->time : 0;

	for (size_t i = 0; i < a->count; i++) {
		const struct meeting *m = &a->meetings[i];
		const struct line *line = a->steps[i];
		int64_t after;

		if (m->first == NOWHERE)
			continue;
		after = a->events.at[m->first].record->time - since;
		since = a->events.at[m->last].record->time;
		if (!fit_names(&a->values, &line->step, &a->events.at[m->first],
		               m->bytes, why)) {
			depart(a, al, i, m->first);
			return false;
		}
		if (line->timed && !range_has(line->time, after)) {
			depart(a, al, i, m->first);
			text_printf(why, _("it came after %s"),
			            phrase_duration(after).text);
			return false;
		}
	}
	return true;
}

static void collect(struct aligner *a, const struct block *b)
{
	a->steps = xcalloc(b->line_count + 1, sizeof(*a->steps));
	for (size_t i = 0; i < b->line_count; i++)
		if (b->lines[i].kind == LINE_STEP)
			a->steps[a->count++] = &b->lines[i];
	a->meetings = xcalloc(a->count + 1, sizeof(*a->meetings));
	a->from = xcalloc(a->count + 1, sizeof(*a->from));
	for (size_t i = 0; i <= a->count; i++)
		a->from[i] = xcalloc(set_words(a), sizeof(**a->from));
	put(a->from[0], 0);
}

static void run(struct aligner *a, struct alignment *al, struct text *why)
{
	size_t end;

	for (size_t i = 0; i < a->count; i++) {
		size_t from = first_of(a, a->from[i]);

		go(a, i);
		if (first_of(a, a->from[i + 1]) != NOWHERE)
			continue;
		depart(a, al, i, tell_departure(a, i, from, why));
		return;
	}
	end = find_end(a);
	if (end == NOWHERE) {
		tell_more(a, al, why);
		return;
	}
	pick(a, end);
	if (!hold(a, al, why))
		return;
	al->met = true;
	al->steps_met = a->count;
}

void align(struct alignment *al, const struct model *model,
           const struct block *block, const struct connection *c,
           struct text *why)
{
	struct aligner a = {0};

	*al = (struct alignment){0};
	events_build(&a.events, c);
	values_init(&a.values, model, c);
	collect(&a, block);
	if (a.count == 0)
		al->met = true;
	else
		run(&a, al, why);
	for (size_t i = 0; i <= a.count; i++)
		free(a.from[i]);
	free(a.from);
	free(a.meetings);
	free(a.steps);
	values_fini(&a.values);
	events_fini(&a.events);
}
