/* SPDX-License-Identifier: BSD-2-Clause
 *
 * libFuzzer's way into the parser of .ladder files, and, where it accepts one,
 * into what holds a connection against it.
 */
#include "config.h"

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/fault.h"
#include "entry.h"
#include "expect/trial.h"

/* A short sound connection. */
static const struct segment SEGMENTS[] = {
	{.flags = SEG_SYN, .seq = 100, .len_known = true},
	{.flags = SEG_SYN | SEG_ACK, .seq = 300, .ack = 101},
	{.flags = SEG_ACK, .seq = 101, .ack = 301},
	{.flags = SEG_ACK, .seq = 101, .ack = 301, .len = 10},
	{.flags = SEG_ACK, .seq = 301, .ack = 111, .len = 20},
	{.flags = SEG_FIN | SEG_ACK, .seq = 111, .ack = 321},
	{.flags = SEG_FIN | SEG_ACK, .seq = 321, .ack = 112},
	{.flags = SEG_ACK, .seq = 112, .ack = 322},
};
static const uint8_t FROM_SERVER[ARRAY_LEN(SEGMENTS)] = {0, 1, 0, 0,
                                                         1, 0, 1, 0};

static void make_connection(struct connection *c)
{
	static const struct connection_options options = {.keep = KEEP_ALL};
	const struct endpoint ends[] = {
		{.address = {192, 0, 2, 1}, .port = 50000, .family = 4},
		{.address = {192, 0, 2, 2}, .port = 80, .family = 4},
	};

	for (size_t i = 0; i < ARRAY_LEN(SEGMENTS); i++) {
		struct segment s = SEGMENTS[i];

		s.source = ends[FROM_SERVER[i]];
		s.destination = ends[!FROM_SERVER[i]];
		s.packet = i + 1;
		s.time = (int64_t)i * 1000000;
		s.window = 65535;
		s.len_known = true;
		if (i == 0)
			connection_init(c, &s, 0, NULL, &options);
		connection_feed(c, &s, &options);
	}
	connection_finish(c, (int64_t)ARRAY_LEN(SEGMENTS) * 1000000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {""};
	struct model model;

	if (model_parse(&model, "fuzz", (const char *)data, size, &fault) ==
	    0) {
		struct connection c = {0};
		const struct connection *all = &c;
		struct bindings bindings;

		make_connection(&c);
		bindings_init(&bindings, &model);
		for (size_t i = 0; i < model.block_count; i++) {
			struct trial trial;

			trial_run(&trial, &model, &model.blocks[i], &bindings,
			          &all, 1);
			trial_fini(&trial);
		}
		bindings_fini(&bindings);
		connection_fini(&c);
	}
	model_fini(&model);
	return 0;
}
