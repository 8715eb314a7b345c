/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The default format: a ladder for each connection, and a summary.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "report/closing.h"
#include "report/ladder.h"

static void begin(struct report *r)
{
	r->own = xzalloc(sizeof(struct ladder));
}

static void connection(struct report *r, const struct connection *c)
{
	struct ladder *ladder = r->own;

	if (r->written)
		fputc('\n', r->style.out);
	ladder_build(ladder, c, &r->style, r->facts->start);
	ladder_paint(ladder, &r->style);
}

static void end(struct report *r)
{
	ladder_fini(r->own);
	free(r->own);
	if (r->style.quiet)
		return;
	if (r->written)
		fputc('\n', r->style.out);
	closing_write(r);
}

const struct report_format report_ladder = {
	.name = "ladder",
	.headless = true,
	.begin = begin,
	.connection = connection,
	.end = end,
};
