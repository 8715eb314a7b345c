/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/closing.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/text.h"
#include "report/heading.h"
#include "report/listeners.h"
#include "report/show.h"

/* Adds what stands between two items of a list, before all but the first. */
static void separate(struct text *list)
{
	if (list->len)
		text_add(list, _(", "));
}

/* "5 closed, 1 refused": what there is any of. */
static void list_outcomes(struct text *list, const uint64_t *counts)
{
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		if (!counts[i])
			continue;
		separate(list);
		text_printf(list, "%" PRIu64 " %s", counts[i],
		            outcome_name((enum outcome)i));
	}
}

static void add_kind(struct text *list, enum packet_kind kind, uint64_t count)
{
	switch (kind) {
	case PACKET_SEGMENT:
		text_printf(list, _("%" PRIu64 " TCP"), count);
		break;
	case PACKET_NOT_IP:
		text_printf(list, _("%" PRIu64 " not IP"), count);
		break;
	case PACKET_NOT_TCP:
		text_printf(list, _("%" PRIu64 " IP but not TCP"), count);
		break;
	case PACKET_FRAGMENT:
		text_printf(list,
		            P_("%" PRIu64 " fragment", "%" PRIu64 " fragments",
		               count),
		            count);
		break;
	default:
		text_printf(list, _("%" PRIu64 " malformed"), count);
	}
}

static void list_kinds(struct text *list, const uint64_t *counts)
{
	for (int i = 0; i < PACKET_KIND_COUNT; i++) {
		if (!counts[i])
			continue;
		separate(list);
		add_kind(list, (enum packet_kind)i, counts[i]);
	}
}

static void connections(struct text *t, const struct report_facts *f)
{
	uint64_t count = f->totals->connections;
	struct text list = {0};

	list_outcomes(&list, f->totals->outcomes);
	if (list.len)
		text_printf(t,
		            P_("%" PRIu64 " connection: %s",
		               "%" PRIu64 " connections: %s", count),
		            count, text_string(&list));
	else
		text_printf(t,
		            P_("%" PRIu64 " connection",
		               "%" PRIu64 " connections", count),
		            count);
	text_fini(&list);
}

static void packets(struct text *t, const struct report_facts *f)
{
	struct text kinds = {0}, list = {0};

	list_kinds(&kinds, f->kinds);
	if (f->jumbograms)
		text_printf(&list,
		            P_("%s (%" PRIu64 " jumbogram)",
		               "%s (%" PRIu64 " jumbograms)", f->jumbograms),
		            text_string(&kinds), f->jumbograms);
	else
		text_add(&list, text_string(&kinds));
	if (list.len)
		text_printf(t,
		            P_("%" PRIu64 " packet: %s",
		               "%" PRIu64 " packets: %s", f->packets),
		            f->packets, text_string(&list));
	else
		text_printf(t,
		            P_("%" PRIu64 " packet", "%" PRIu64 " packets",
		               f->packets),
		            f->packets);
	text_fini(&kinds);
	text_fini(&list);
}

/* The clock behind the capture was set, or files were joined in another order:
 * times are then not to be trusted. */
static void backwards(struct text *t, uint64_t count)
{
	text_printf(t,
	            P_("%" PRIu64 " packet is earlier than the one before it: "
	               "the capture's times run backwards.",
	               "%" PRIu64 " packets are earlier than the one before "
	               "them: the capture's times run backwards.",
	               count),
	            count);
}

/* The file whose first packet is earlier than the last of the one in front of it;
 * NULL: there is none, or times had run backwards before. */
static const struct capture_file *overlapping(const struct report_facts *f)
{
	for (size_t i = 1; i < f->file_count; i++)
		if (f->files[i].packets &&
		    f->files[i].first_packet == f->first_backwards)
			return &f->files[i];
	return NULL;
}

static void overlap(struct text *t, const struct capture_file *file)
{
	struct text name = {0};

	text_harmless(&name, file->name);
	text_printf(t,
	            _("%s begins before the file in front of it ends: mergecap "
	              "puts the packets of several files in order."),
	            text_string(&name));
	text_fini(&name);
}

static void evicted(struct text *t, uint64_t count)
{
	text_printf(t,
	            P_("%" PRIu64 " connection was followed no further, to "
	               "make room for others (--max-connections).",
	               "%" PRIu64 " connections were followed no further, to "
	               "make room for others (--max-connections).",
	               count),
	            count);
}

/* What the scratch holds. */
static void line(struct ladder *block)
{
	struct ladder_row *row = ladder_add(block, ROW_LINE);

	row->label[0] = ladder_keep(block, &block->scratch);
}

void closing_write(const struct report *r)
{
	const struct report_facts *f = r->facts;
	const struct capture_file *late = overlapping(f);
	struct ladder block = {0};

	listeners_write(r);
	text_add_bytes(&block.store, "", 1);
	connections(&block.scratch, f);
	line(&block);
	packets(&block.scratch, f);
	line(&block);
	show_found(&block.scratch, f->totals->findings);
	line(&block);
	if (f->backwards) {
		backwards(&block.scratch, f->backwards);
		line(&block);
	}
	if (late) {
		overlap(&block.scratch, late);
		line(&block);
	}
	if (f->totals->evicted) {
		evicted(&block.scratch, f->totals->evicted);
		line(&block);
	}
	ladder_paint(&block, &r->style);
	ladder_fini(&block);
}
