/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/record.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "expect/script.h"

/* Of a capture with more kinds of connections, nobody reads all; what is not
 * told is not asked for. */
#define KINDS_MAX 100

/* The blocks so far. */
struct scripts {
	struct script *at;
	size_t count;
	uint64_t untold; /* connections of further kinds */
};

static void begin(struct report *r)
{
	r->own = xzalloc(sizeof(struct scripts));
}

static void connection(struct report *r, const struct connection *c)
{
	const struct recording *wishes = r->style.wishes;
	struct scripts *all = r->own;
	struct script script;

	script_build(&script, c, wishes->with_ends);
	for (size_t i = 0; i < all->count; i++)
		if (script_same(&all->at[i], &script)) {
			script_join(&all->at[i], &script);
			script_fini(&script);
			return;
		}
	if (all->count == KINDS_MAX) {
		all->untold++;
		script_fini(&script);
		return;
	}
	if ((all->count & (all->count - 1)) == 0)
		all->at = xreallocarray(all->at,
		                        all->count ? all->count * 2 : 1,
		                        sizeof(*all->at));
	all->at[all->count++] = script;
}

static void put_files(struct text *t, const struct report_facts *facts)
{
	text_add(t, "# Recorded by tcpladder from");
	for (size_t i = 0; i < facts->file_count; i++) {
		text_add(t, i ? ", " : " ");
		text_harmless(t, facts->files[i].name);
	}
	text_add(t, "\n# What changes from run to run is left open; see "
	            "tcpladder-expect(5).\n");
}

static void put_all(struct report *r)
{
	struct scripts *all = r->own;
	struct text t = {0};

	put_files(&t, r->facts);
	for (size_t i = 0; i < all->count; i++) {
		text_add(&t, "\n");
		script_write(&all->at[i], &t);
		script_fini(&all->at[i]);
	}
	if (all->untold)
		text_printf(&t,
		            "\n# %" PRIu64 " connections of other kinds are "
		            "not told\n",
		            all->untold);
	/* Of connections that were left out nothing is known. */
	if (r->written == r->facts->totals->connections)
		text_printf(&t,
		            "\nevery connection\n  count      = %" PRIu64 "\n",
		            r->written);
	fputs(text_string(&t), r->style.out);
	text_fini(&t);
}

/* That there is no connection is told; where all are left out, nothing is. */
static void end(struct report *r)
{
	struct recording *wishes = r->style.wishes;
	struct scripts *all = r->own;

	wishes->written = r->written || !r->facts->totals->connections;
	if (wishes->written)
		put_all(r);
	free(all->at);
	free(all);
}

const struct report_format report_record = {
	.name = "record",
	.whole = true,
	.begin = begin,
	.connection = connection,
	.end = end,
};
