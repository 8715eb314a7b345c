/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: generate --shape SHAPE [OPTION]... OUTPUT.pcap
 *
 * Writes a capture of made-up traffic: the same bytes for the same options.
 * A world of conversations, each with its own plan and its own random numbers;
 * one clock; one capture point.
 */
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "clock.h"
#include "conversation.h"
#include "random.h"
#include "shape.h"
#include "tap.h"

#define BUFFER (1 << 20)

struct world {
	const struct shape *shape;
	struct traffic traffic;
	uint64_t seed, begun;
	struct clock clock;
	struct tap tap;
	const char *output;
};

static const struct option options[] = {
	{"shape", required_argument, NULL, 's'},
	{"packets", required_argument, NULL, 'p'},
	{"connections", required_argument, NULL, 'c'},
	{"rate", required_argument, NULL, 'r'},
	{"seed", required_argument, NULL, 'S'},
	{"snaplen", required_argument, NULL, 'l'},
	{"mutate", required_argument, NULL, 'm'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static void usage(FILE *out)
{
	fprintf(out,
	        "usage: generate --shape SHAPE [OPTION]... OUTPUT.pcap\n"
	        "\n"
	        "  --packets N      about so many (1000000)\n"
	        "  --connections N  exactly so many, instead\n"
	        "  --rate N         connections opened a second\n"
	        "  --seed N         another capture of that shape (1)\n"
	        "  --snaplen N      cut packets to so many bytes (262144)\n"
	        "  --mutate N       make one number of each connection\n"
	        "                   wrong, and tell which in\n"
	        "                   OUTPUT.pcap.mutations\n"
	        "\n");
	shape_list(out);
}

_Noreturn static void fail(const char *what, const char *why)
{
	fprintf(stderr, "generate: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end != '\0' || *text == '-')
		fail(text, "not a number");
	return value;
}

static FILE *create(const char *output, const char *suffix)
{
	size_t len = strlen(output) + strlen(suffix) + 1;
	char *name = xzalloc(len);
	FILE *file;

	snprintf(name, len, "%s%s", output, suffix);
	file = fopen(name, "wb");
	if (!file)
		fail(name, strerror(errno));
	setvbuf(file, NULL, _IOFBF, BUFFER);
	free(name);
	return file;
}

/* One option; true if it begins mutations. */
static bool take_option(struct world *world, int option)
{
	switch (option) {
	case 's':
		world->shape = shape_find(optarg);
		if (!world->shape)
			fail(optarg, "no such shape");
		break;
	case 'p':
		world->traffic.packets = number(optarg);
		break;
	case 'c':
		world->traffic.connections = number(optarg);
		break;
	case 'r':
		if (number(optarg) == 0)
			fail(optarg, "no rate");
		world->traffic.interval = SECOND / number(optarg);
		break;
	case 'S':
		world->seed = number(optarg);
		break;
	case 'l':
		world->tap.snapshot_length = (uint32_t)number(optarg);
		break;
	case 'm':
		world->tap.mutation_seed = number(optarg);
		return true;
	case 'h':
		usage(stdout);
		exit(EXIT_SUCCESS);
	default:
		usage(stderr);
		exit(EXIT_FAILURE);
	}
	return false;
}

static void take_options(struct world *world, int argc, char **argv)
{
	bool mutate = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		mutate |= take_option(world, option);
	if (!world->shape || optind + 1 != argc) {
		usage(stderr);
		exit(EXIT_FAILURE);
	}
	world->output = argv[optind];
	world->tap.out = create(world->output, "");
	if (mutate)
		world->tap.mutations = create(world->output, ".mutations");
}

/* What the options left open. */
static void settle(struct world *world)
{
	const struct shape *shape = world->shape;
	struct traffic *traffic = &world->traffic;

	if (!traffic->interval)
		traffic->interval = shape->interval;
	if (!traffic->connections)
		traffic->connections = shape->connections;
	if (!traffic->connections)
		traffic->connections =
			(uint64_t)((double)traffic->packets / shape->packets);
	if (!traffic->connections)
		traffic->connections = 1;
}

static void begin_later(struct world *world, uint64_t wait)
{
	struct event *event =
		clock_plan(&world->clock, world->clock.now + wait);

	event->conversation = NULL;
	event->kind = EVENT_BEGIN;
}

static void begin(struct world *world)
{
	struct conversation *c = xzalloc(sizeof(*c));
	uint64_t mean = world->traffic.interval;

	c->random = random_seeded(world->seed, world->begun);
	c->clock = &world->clock;
	c->tap = &world->tap;
	world->shape->plan(&world->traffic, c, world->begun);
	world->begun++;
	if (world->begun < world->traffic.connections) {
		struct random random = c->random;

		begin_later(world, random_skewed(&random, mean));
	}
	conversation_begin(c);
}

static void close_file(FILE *file, const char *name)
{
	if (ferror(file) || fclose(file) != 0)
		fail(name, strerror(errno));
}

int main(int argc, char **argv)
{
	struct world world = {
		.traffic.packets = 1000000,
		.seed = 1,
		.tap.snapshot_length = 262144,
	};
	struct event *event;

	take_options(&world, argc, argv);
	settle(&world);
	tap_begin(&world.tap);
	begin_later(&world, 0);
	while ((event = clock_next(&world.clock)) != NULL) {
		if (event->kind == EVENT_BEGIN)
			begin(&world);
		else
			conversation_event(event);
		clock_done(&world.clock, event);
	}
	clock_fini(&world.clock);
	close_file(world.tap.out, world.output);
	if (world.tap.mutations)
		close_file(world.tap.mutations, world.output);
	printf("%" PRIu64 " %" PRIu64 "\n", world.tap.packets,
	       world.traffic.connections);
	return EXIT_SUCCESS;
}
