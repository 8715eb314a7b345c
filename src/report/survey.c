/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A connection is known again by the packet it begins with: its number would
 * be another one where the second reading has to let go of some (store.h).
 */
#include "config.h"

#include "report/survey.h"

#include <stdlib.h>

#include "base/xalloc.h"

void survey_add(struct survey *s, const struct connection *c)
{
	s->begins = xgrow(s->begins, s->count, sizeof(*s->begins));
	s->begins[s->count++] = c->first.packet;
}

static int by_number(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void survey_close(struct survey *s, uint64_t packets)
{
	s->packets = packets;
	if (s->count)
		qsort(s->begins, s->count, sizeof(*s->begins), by_number);
}

bool survey_has(const struct survey *s, uint64_t packet)
{
	return s->count && bsearch(&packet, s->begins, s->count,
	                           sizeof(*s->begins), by_number) != NULL;
}

void survey_fini(struct survey *s)
{
	free(s->begins);
}
