/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/walk.h"

#include "base/array.h"
#include "decode/layers.h"

const struct step *step_find(const struct step_table *table, unsigned number)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->rows[i].number == number)
			return &table->rows[i];
	return NULL;
}

enum packet_kind step_into(const struct step_table *table, unsigned number,
                           struct walk *walk, struct view view,
                           enum packet_kind otherwise)
{
	const struct step *step = step_find(table, number);
	enum packet_kind kind;

	if (step == NULL)
		return otherwise;
	if (walk->depth == NESTING_MAX)
		return PACKET_MALFORMED;
	walk->depth++;
	kind = step->decode(walk, view);
	walk->depth--;
	return kind;
}

const struct step_table *decode_table(size_t index)
{
	const struct step_table *const TABLES[] = {
		link_table(),    ethertype_table(), ip_protocol_table(),
		udp_table(),     gre_table(),       ppp_table(),
		bridged_table(), nlpid_table(),     nsh_table(),
		tzsp_table(),
	};

	return index < ARRAY_LEN(TABLES) ? TABLES[index] : NULL;
}
