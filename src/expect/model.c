/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/model.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"

bool rule_set_has(const struct rule_set *set, unsigned rule)
{
	return set->bits[rule / 64] >> (rule % 64) & 1;
}

void rule_set_add(struct rule_set *set, unsigned rule)
{
	set->bits[rule / 64] |= UINT64_C(1) << (rule % 64);
}

void range_describe(struct text *t, struct range r)
{
	if (r.min == r.max)
		text_printf(t, "%" PRId64, r.min);
	else if (r.max == INT64_MAX && r.min <= 0)
		text_add(t, "any");
	else if (r.max == INT64_MAX)
		text_printf(t, "at least %" PRId64, r.min);
	else if (r.min <= 0)
		text_printf(t, "at most %" PRId64, r.max);
	else
		text_printf(t, "%" PRId64 " to %" PRId64, r.min, r.max);
}

void model_fini(struct model *m)
{
	for (size_t i = 0; i < m->block_count; i++) {
		struct block *b = &m->blocks[i];

		for (size_t j = 0; j < b->line_count; j++)
			free(b->lines[j].text);
		free(b->lines);
		free(b->text);
	}
	for (size_t i = 0; i < m->name_count; i++)
		free(m->names[i].text);
	free(m->blocks);
	free(m->names);
	free(m->file);
	*m = (struct model){0};
}
