/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek_history: the letters of Zeek's history.
 *
 *   S SYN          D payload      C bad checksum           ^ roles flipped
 *   H SYN,ACK      F FIN          G hole acknowledged
 *   A pure ACK     R RST          T payload sent again
 *   I FIN and RST  Q other mixes  W window of zero
 *
 * Upper case is the originator, lower case the responder.  A, D, I and Q are
 * put down once for each role; S, H, F and R again when their number is a new
 * one; C, G, T and W at the first, the tenth, the hundredth, ….  The letter
 * X, for tunnels that change too often, needs what the decoder has thrown
 * away.
 */
#include "config.h"

#include "track/zeek_step.h"

#include <ctype.h>
#include <string.h>

#include "base/xalloc.h"

/* zeek_view.seen: letters that are put down once for each role. */
enum {
	SEEN_SYN = 0x01,
	SEEN_FIN = 0x02,
	SEEN_RST = 0x04,
	SEEN_FIN_RST = 0x08,
	SEEN_DATA = 0x10,
	SEEN_ACK = 0x20,
	SEEN_MIX = 0x40,
};

static const char *history_text(const struct zeek_view *view)
{
	return view->long_history != NULL ? view->long_history : view->history;
}

static void history_put(struct zeek_view *view, char letter)
{
	if (view->history_len == ZEEK_HISTORY_MAX)
		return;
	if (view->history_len == ZEEK_HISTORY_INLINE) {
		view->long_history = xzalloc(ZEEK_HISTORY_SIZE);
		memcpy(view->long_history, view->history, ZEEK_HISTORY_INLINE);
	}
	if (view->long_history != NULL)
		view->long_history[view->history_len++] = letter;
	else
		view->history[view->history_len++] = letter;
}

/* Puts down the letter of an end, in its role's case. */
static void history_add(struct zeek_view *view, const struct zeek_end *end,
                        char letter)
{
	if (!is_originator(view, end))
		letter = (char)tolower((unsigned char)letter);
	history_put(view, letter);
}

void zeek_note_count(struct zeek_view *view, struct zeek_end *end,
                     enum zeek_counter counter)
{
	static const char LETTERS[ZEEK_COUNTER_COUNT] = {'C', 'G', 'T', 'W'};
	uint32_t count = ++end->counters[counter];

	while (count % 10 == 0 && count > 0)
		count /= 10;
	if (count == 1)
		history_add(view, end, LETTERS[counter]);
}

void zeek_flip_roles(struct zeek_view *view)
{
	unsigned bits = view->bits & ~(VIEW_SEEN_ORIG | VIEW_SEEN_RESP);

	if (view->bits & VIEW_SEEN_ORIG)
		bits |= VIEW_SEEN_RESP;
	if (view->bits & VIEW_SEEN_RESP)
		bits |= VIEW_SEEN_ORIG;
	view->bits = (uint8_t)(bits & ~VIEW_PARTIAL);
	view->originator ^= 1;
	history_put(view, '^');
}

void zeek_recall(struct zeek_view *view, const struct zeek_end *end,
                 char letter)
{
	uint8_t *role = &view->seen[is_originator(view, end) ? 0 : 1];

	*role |= letter == 'D'   ? SEEN_DATA
	         : letter == 'A' ? SEEN_ACK
	                         : SEEN_FIN;
	history_add(view, end, letter);
}

/* Puts a letter down unless its role has it already.  Returns whether it
 * had. */
static bool history_once(struct step *step, uint8_t seen, char letter)
{
	struct zeek_view *view = step->view;
	uint8_t *role;

	/* Ordinary traffic after a lone SYN,ACK: no scan, its SYN was missed. */
	if ((seen & (SEEN_DATA | SEEN_ACK)) && view->history_len == 1 &&
	    view->history[0] == 'H') {
		zeek_flip_roles(view);
		memcpy(view->history, "^h", 2);
		view->bits |= VIEW_SEEN_ORIG;
	}
	role = &view->seen[is_originator(view, step->end) ? 0 : 1];
	if (*role & seen)
		return true;
	*role |= seen;
	history_add(view, step->end, letter);
	return false;
}

/* A letter of which another is put down when its number is a new one. */
static void history_numbered(struct step *step, uint8_t seen, char letter,
                             uint32_t number, uint32_t *latest)
{
	if (history_once(step, seen, letter) && number != *latest)
		history_add(step->view, step->end, letter);
	*latest = number;
}

void zeek_note_flags(struct step *step)
{
	const struct segment *segment = step->segment;
	struct zeek_end *end = step->end;
	bool acks = segment->flags & SEG_ACK;

	switch (segment->flags & (SEG_SYN | SEG_FIN | SEG_RST)) {
	case 0:
		if (segment->len > 0)
			history_once(step, SEEN_DATA, 'D');
		else if (acks)
			history_once(step, SEEN_ACK, 'A');
		break;
	case SEG_SYN:
		history_numbered(step, SEEN_SYN, acks ? 'H' : 'S',
		                 step->relative, &end->history_syn);
		break;
	case SEG_FIN:
		history_numbered(step, SEEN_FIN, 'F',
		                 step->relative + segment->len,
		                 &end->history_fin);
		break;
	case SEG_RST:
		history_numbered(step, SEEN_RST, 'R', step->relative,
		                 &end->history_rst);
		break;
	case SEG_FIN | SEG_RST:
	case SEG_SYN | SEG_FIN | SEG_RST:
		history_once(step, SEEN_FIN_RST, 'I');
		break;
	default:
		history_once(step, SEEN_MIX, 'Q');
	}
}

size_t zeek_history(const struct zeek_view *view, char *text, size_t size)
{
	size_t len = view->history_len;

	if (size == 0)
		return 0;
	if (len > size - 1)
		len = size - 1;
	memcpy(text, history_text(view), len);
	text[len] = '\0';
	return len;
}
