/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "figure.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/array.h"
#include "broken.h"

enum state {
	UNKNOWN,
	CLOSED,
	LISTEN,
	SYN_SENT,
	SYN_RECEIVED,
	ESTABLISHED,
	FIN_WAIT_1,
	FIN_WAIT_2,
	CLOSE_WAIT,
	CLOSING,
	LAST_ACK,
	TIME_WAIT,
	STATES
};

static const char *const names[STATES] = {
	"UNKNOWN",      "CLOSED",      "LISTEN",     "SYN-SENT",
	"SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2",
	"CLOSE-WAIT",   "CLOSING",     "LAST-ACK",   "TIME-WAIT",
};

/* What a segment must be for an edge to be taken with it. */
enum {
	SYN = 1,
	ACK = 2,
	FIN = 4,
	RST = 8,
	NOTHING = 0, /* whatever it is, it may show that something arrived */
};

/* Whose end may take it. */
enum { SENDER = 1, RECEIVER = 2, EITHER = 3 };

struct edge {
	enum state from, to;
	unsigned ends;  /* SENDER, RECEIVER */
	unsigned needs; /* flags */
};

/* Of the figure; and RFC 9293 §3.10.7's for what it leaves out, which is
 * resets. */
static const struct edge EDGES[] = {
	{CLOSED, SYN_SENT, SENDER, SYN},
	{LISTEN, SYN_SENT, SENDER, SYN},
	{LISTEN, SYN_RECEIVED, EITHER, NOTHING},
	{SYN_SENT, SYN_RECEIVED, EITHER, SYN},
	{SYN_SENT, ESTABLISHED, EITHER, ACK},
	{SYN_RECEIVED, ESTABLISHED, EITHER, ACK},
	{SYN_RECEIVED, FIN_WAIT_1, SENDER, FIN},
	{ESTABLISHED, FIN_WAIT_1, SENDER, FIN},
	{ESTABLISHED, CLOSE_WAIT, EITHER, NOTHING},
	{FIN_WAIT_1, FIN_WAIT_2, EITHER, NOTHING},
	{FIN_WAIT_1, CLOSING, EITHER, NOTHING},
	{FIN_WAIT_2, TIME_WAIT, EITHER, NOTHING},
	{CLOSING, TIME_WAIT, EITHER, NOTHING},
	{CLOSE_WAIT, LAST_ACK, SENDER, FIN},
	{LAST_ACK, CLOSED, EITHER, NOTHING},
	{SYN_RECEIVED, LISTEN, RECEIVER, RST},
};

static enum state state_of(json_t *segment, const char *key)
{
	const char *name = json_string_value(json_object_get(segment, key));

	for (unsigned i = 0; i < STATES; i++)
		if (strcmp(names[i], name) == 0)
			return (enum state)i;
	broken("a state %s", name);
}

/* All states that edges reach from this one, as bits. */
static unsigned reach(enum state from, unsigned end, unsigned flags)
{
	unsigned seen = 1u << from, before = 0;

	while (seen != before) {
		before = seen;
		for (size_t i = 0; i < ARRAY_LEN(EDGES); i++) {
			const struct edge *e = &EDGES[i];

			if ((seen >> e->from & 1) && (e->ends & end) &&
			    (e->needs & flags) == e->needs)
				seen |= 1u << e->to;
		}
	}
	return seen;
}

/* The states an end may turn out to have been in all along, when a segment of
 * its own shows that what was assumed to have arrived had not: a SYN that the
 * handshake, an acknowledgment that a FIN or its acknowledgment had not; any
 * segment, that a reset had not, or was not its own. */
static unsigned taken_back(enum state from, unsigned been, unsigned flags)
{
	const unsigned all = SYN | ACK | FIN | RST;
	unsigned back = from == CLOSED ? been : 0;

	/* Or the numbers of that reset showed that it had been open. */
	if (back & (1u << LISTEN | 1u << SYN_RECEIVED))
		back |= 1u << ESTABLISHED;
	for (unsigned i = CLOSED; i < STATES; i++) {
		unsigned needs = i < ESTABLISHED ? SYN : ACK;

		if ((flags & needs) && i != CLOSED &&
		    (reach((enum state)i, EITHER, all) >> from & 1))
			back |= 1u << i;
	}
	return back;
}

/* States that only an end that has sent its FIN is in, as bits. */
#define CLOSERS                                                \
	(1u << FIN_WAIT_1 | 1u << FIN_WAIT_2 | 1u << CLOSING | \
	 1u << LAST_ACK | 1u << TIME_WAIT)

/* been: the states it was in before, as bits. */
static bool may(enum state from, enum state to, unsigned been, unsigned end,
                unsigned flags)
{
	unsigned back = end == SENDER ? taken_back(from, been, flags) : 0;

	/* If the peer's FIN is taken back, its own is still sent. */
	if (end == SENDER && ((been | 1u << from) & CLOSERS))
		flags |= FIN;
	if (from == to || from == UNKNOWN)
		return true;
	if (to == CLOSED && (flags & RST))
		return true;
	for (unsigned i = 0; i < STATES; i++)
		if (i == (unsigned)from || (back >> i & 1))
			if (reach((enum state)i, end, flags) >> to & 1)
				return true;
	return false;
}

static unsigned flags_of(json_t *segment)
{
	const char *text = json_string_value(json_object_get(segment, "flags"));

	return (strstr(text, "SYN") ? SYN : 0u) |
	       (strstr(text, "ACK") ? ACK : 0u) |
	       (strstr(text, "FIN") ? FIN : 0u) |
	       (strstr(text, "RST") ? RST : 0u);
}

/* A FIN or reset of the receiver that was under way: it stands further on, and
 * the receiver's state is what the figure makes of the one it was sent in. */
static void check_crossed(json_t *segments, size_t i, const char *end,
                          const char *key)
{
	json_t *segment = json_array_get(segments, i), *later;
	json_int_t by =
		json_integer_value(json_object_get(segment, "crossed_by"));
	enum state state = state_of(segment, key);

	for (size_t k = i + 1; k < json_array_size(segments); k++) {
		later = json_array_get(segments, k);
		if (json_integer_value(json_object_get(later, "packet")) != by)
			continue;
		if (strcmp(json_string_value(json_object_get(later, "from")),
		           end) != 0 ||
		    !(flags_of(later) & (FIN | RST)))
			broken("packet %lld is no FIN or RST of the %s",
			       (long long)by, end);
		if (!(reach(state_of(later, key), RECEIVER, FIN | ACK) >>
		              state &
		      1))
			broken("the %s is %s, crossed by what led to %s", end,
			       names[state], names[state_of(later, key)]);
		return;
	}
	broken("crossed by packet %lld, which does not follow", (long long)by);
}

static uint32_t number_of(json_t *segment, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(segment, key));
}

/* It begins behind a FIN of its sender's that comes here later: that is sent again,
 * and had been sent before it. */
static bool is_behind_fin(json_t *segments, size_t i, const char *end)
{
	uint32_t seq = number_of(json_array_get(segments, i), "raw_seq");

	for (size_t k = i + 1; k < json_array_size(segments); k++) {
		json_t *later = json_array_get(segments, k);

		if (strcmp(json_string_value(json_object_get(later, "from")),
		           end) == 0 &&
		    (flags_of(later) & FIN) &&
		    number_of(later, "raw_seq") + number_of(later, "len") + 1 ==
		            seq)
			return true;
	}
	return false;
}

static long long gaps_of(json_t *connection, const char *end)
{
	return json_integer_value(
		json_object_get(json_object_get(connection, end), "gaps"));
}

static bool has_finding(json_t *connection, const char *rule)
{
	json_t *finding;
	size_t i;

	json_array_foreach (json_object_get(connection, "findings"), i, finding)
		if (strcmp(json_string_value(json_object_get(finding, "rule")),
		           rule) == 0)
			return true;
	return false;
}

/* Findings beyond those that are kept may be any. */
static bool omits_findings(json_t *connection)
{
	return json_integer_value(
		       json_object_get(connection, "findings_omitted")) != 0;
}

/* The capture lacks what may have moved the states on. */
static bool lacks_something(json_t *connection)
{
	return has_finding(connection, "fin-not-captured") ||
	       omits_findings(connection) || gaps_of(connection, "client") ||
	       gaps_of(connection, "server");
}

/* One end from its first state to its last.  What was under way when the last
 * segment passed may arrive behind it. */
static void check_end(json_t *connection, const char *end, const char *key)
{
	json_t *segments = json_object_get(connection, "segments"), *segment;
	enum state last =
		state_of(json_object_get(connection, end), "final_state");
	enum state state = UNKNOWN, proved = UNKNOWN;
	unsigned been = 0;
	size_t i;

	json_array_foreach (segments, i, segment) {
		enum state next = state_of(segment, key);
		const char *from =
			json_string_value(json_object_get(segment, "from"));
		unsigned flags = flags_of(segment);

		if (strcmp(from, end) != 0 &&
		    !json_is_null(json_object_get(segment, "crossed_by"))) {
			check_crossed(segments, i, end, key);
			continue;
		}
		if (strcmp(from, end) == 0 && is_behind_fin(segments, i, end))
			flags |= FIN;
		/* What moves no state leaves it as the latest of its own had, and
		 * what has arrived since. */
		if (strcmp(from, end) == 0 && !(flags & (SYN | ACK)) &&
		    (reach(proved, RECEIVER, FIN | ACK) >> next & 1))
			state = next;
		if (strcmp(from, end) == 0)
			proved = next;
		if (!may(state, next, been,
		         strcmp(from, end) == 0 ? SENDER : RECEIVER, flags)) {
			char *text = json_dumps(segment, JSON_COMPACT);

			broken("the %s goes from %s to %s with %s", end,
			       names[state], names[next], text);
		}
		been |= 1u << state;
		state = next;
	}
	if (!may(state, last, been, RECEIVER, RST | ACK) &&
	    !(last == UNKNOWN && lacks_something(connection)))
		broken("the %s is %s at its last segment, and then %s", end,
		       names[state], names[last]);
}

/* The capture holds segments in another order than they passed. */
static bool is_out_of_order(json_t *connection)
{
	json_t *segment, *mark;
	size_t i, k;

	if (has_finding(connection, "capture-order"))
		return true;
	if (!omits_findings(connection))
		return false;
	json_array_foreach (json_object_get(connection, "segments"), i, segment)
		json_array_foreach (json_object_get(segment, "marks"), k, mark)
			if (strcmp(json_string_value(mark), "captured-early") ==
			    0)
				return true;
	return false;
}

/* So do the reports then, and the states are those of the order in which the
 * segments passed. */
void figure_check(json_t *connection)
{
	if (is_out_of_order(connection))
		return;
	check_end(connection, "client", "client_state");
	check_end(connection, "server", "server_state");
}
