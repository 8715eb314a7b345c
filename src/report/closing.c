/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/closing.h"

#include <inttypes.h>

#include "base/text.h"
#include "report/listeners.h"
#include "report/paint.h"

/* "5 closed, 1 refused": what there is any of. */
static void list_counts(struct text *t, const uint64_t *counts, size_t count,
                        const char *(*name)(size_t index, uint64_t count))
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (!counts[i])
			continue;
		text_printf(t, "%s%" PRIu64 " %s", any ? ", " : ": ", counts[i],
		            name(i, counts[i]));
		any = true;
	}
}

static const char *outcome_at(size_t index, uint64_t count)
{
	(void)count;
	return outcome_name((enum outcome)index);
}

static const char *kind_at(size_t index, uint64_t count)
{
	static const char *const names[PACKET_KIND_COUNT] = {
		[PACKET_SEGMENT] = _("TCP"),
		[PACKET_NOT_IP] = _("not IP"),
		[PACKET_NOT_TCP] = _("IP but not TCP"),
		[PACKET_MALFORMED] = _("malformed"),
	};

	if (index == PACKET_FRAGMENT)
		return P_(_("fragment"), _("fragments"), count);
	return names[index];
}

static void findings(struct text *t, const uint64_t *counts)
{
	uint64_t errors = counts[SEVERITY_ERROR];
	uint64_t warnings = counts[SEVERITY_WARNING];
	uint64_t notes = counts[SEVERITY_NOTE];

	text_printf(
		t,
		P_(_("%" PRIu64 " error, "), _("%" PRIu64 " errors, "), errors),
		errors);
	text_printf(t,
	            P_(_("%" PRIu64 " warning, "), _("%" PRIu64 " warnings, "),
	               warnings),
	            warnings);
	text_printf(t, P_(_("%" PRIu64 " note"), _("%" PRIu64 " notes"), notes),
	            notes);
}

void closing_write(const struct report *r)
{
	const struct report_facts *f = r->facts;
	struct text t = {0}, plain = {0};

	listeners_write(r);
	text_printf(&t,
	            P_(_("%" PRIu64 " connection"),
	               _("%" PRIu64 " connections"), f->totals->connections),
	            f->totals->connections);
	list_counts(&t, f->totals->outcomes, OUTCOME_COUNT, outcome_at);
	text_printf(&t,
	            P_(_("\n%" PRIu64 " packet"), _("\n%" PRIu64 " packets"),
	               f->packets),
	            f->packets);
	list_counts(&t, f->kinds, PACKET_KIND_COUNT, kind_at);
	if (f->jumbograms)
		text_printf(&t,
		            P_(_(" (%" PRIu64 " jumbogram)"),
		               _(" (%" PRIu64 " jumbograms)"), f->jumbograms),
		            f->jumbograms);
	text_add(&t, "\n");
	findings(&t, f->totals->findings);
	text_add(&t, "\n");
	paint_plain(&plain, text_string(&t), r->style.ascii);
	fputs(text_string(&plain), r->style.out);
	text_fini(&plain);
	text_fini(&t);
}
