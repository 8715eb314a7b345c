/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/excerpt.h"

#include <inttypes.h>
#include <string.h>

#include "report/heading.h"
#include "report/ladder.h"

#define AROUND 3 /* rows before the packet, and after it */

/* The rows between two records, without what stands above and below them. */
static void cut(struct ladder *ladder, bool from_begin)
{
	size_t kept = 0;

	for (size_t i = 0; i < ladder->count; i++) {
		enum row_kind kind = ladder->rows[i].kind;

		if (kind == ROW_HEADS || kind == ROW_ARROW || kind == ROW_RUN ||
		    (kind == ROW_STATES && from_begin))
			ladder->rows[kept++] = ladder->rows[i];
	}
	ladder->count = kept;
}

static void mark(struct ladder *ladder, uint64_t packet, const char *note)
{
	struct text number = {0}, t = {0};

	text_printf(&number, "%" PRIu64, packet);
	text_add(&t, note);
	for (size_t i = 0; i < ladder->count; i++) {
		struct ladder_row *row = &ladder->rows[i];

		if (strcmp(ladder_string(ladder, row->packet),
		           text_string(&number)) != 0)
			continue;
		row->note = ladder_keep(ladder, &t);
		row->tone = TONE_ERROR;
		break;
	}
	text_fini(&number);
	text_fini(&t);
}

void excerpt_paint(const struct connection *c, uint64_t packet,
                   const char *note, const struct report_style *style,
                   int64_t start)
{
	struct report_style all = *style;
	struct connection part = *c;
	struct ladder ladder = {0};
	uint32_t at = 0, from, to;

	while (at < c->record_count && c->records[at].packet != packet)
		at++;
	if (at == c->record_count)
		return;
	from = at > AROUND ? at - AROUND : 0;
	to = c->record_count - at > AROUND ? at + AROUND + 1 : c->record_count;
	part.records += from;
	part.record_count = to - from;
	all.all = true;
	ladder_build(&ladder, &part, &all, start);
	cut(&ladder, from == 0);
	mark(&ladder, packet, note);
	ladder_paint(&ladder, &all);
	ladder_fini(&ladder);
}

void excerpt_words(const char *words, enum severity severity,
                   const struct report_style *style)
{
	static const enum row_tone tones[] = {
		[SEVERITY_NOTE] = TONE_PLAIN,
		[SEVERITY_WARNING] = TONE_WARNING,
		[SEVERITY_ERROR] = TONE_ERROR,
	};
	struct ladder ladder = {0};
	struct ladder_row *row = ladder_add(&ladder, ROW_TEXT);
	struct text t = {0};

	text_add_bytes(&ladder.store, "", 1);
	text_add(&t, words);
	row->tone = tones[severity];
	row->label[0] = ladder_keep(&ladder, &t);
	ladder_paint(&ladder, style);
	ladder_fini(&ladder);
	text_fini(&t);
}
