/* SPDX-License-Identifier: BSD-2-Clause
 *
 * shape: web, bulk, flood, churn, and sound conversations of every kind.
 */
#include "config.h"

#include "shape.h"

#include <string.h>

#include "base/array.h"
#include "conversation.h"

#define HOSTS 4096
#define EPHEMERAL 32768
#define EPHEMERAL_COUNT 28232
#define SERVERS 200
#define BULK_PORT 5001 /* of no protocol that others would try to read */

/* --- addresses --------------------------------------------------------- */

static void store32(uint8_t *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* 10.0.0.0/8 and 2001:db8::/32 */
static void set_address(const struct conversation *c, struct endpoint *end,
                        uint32_t net, uint32_t host)
{
	memset(end->address, 0, sizeof(end->address));
	if (c->plan.ipv6) {
		store32(end->address, 0x20010db8);
		store32(end->address + 4, net);
		store32(end->address + 12, host);
	} else {
		store32(end->address, net + host);
	}
}

/* No two of the first 115 million are the same. */
static void set_ends(struct conversation *c, uint64_t index)
{
	static const uint16_t ports[] = {443, 443, 443, 80, 80, 8080};
	uint64_t host = index % HOSTS;
	struct endpoint *client = &c->end[CLIENT], *server = &c->end[SERVER];

	set_address(c, client, 0x0a010000, (uint32_t)host + 1);
	client->port =
		(uint16_t)(EPHEMERAL + (index / HOSTS + random_mix(host + 1)) %
	                                       EPHEMERAL_COUNT);
	set_address(c, server, 0x0a800000,
	            1 + (uint32_t)random_below(&c->random, SERVERS));
	server->port = ports[random_below(&c->random, ARRAY_LEN(ports))];
	client->iss = (uint32_t)random_next(&c->random);
	server->iss = (uint32_t)random_next(&c->random);
}

/* --- choices ----------------------------------------------------------- */

static bool percent(struct conversation *c, uint32_t chance)
{
	return random_chance(&c->random, chance * 10000);
}

static unsigned one_of(struct conversation *c, unsigned count)
{
	return (unsigned)random_below(&c->random, count);
}

static enum side either(struct conversation *c)
{
	return one_of(c, SIDES) ? SERVER : CLIENT;
}

/* --- shapes ------------------------------------------------------------ */

/* As at the door of a server room. */
static void plan_web(const struct traffic *traffic, struct conversation *c,
                     uint64_t index)
{
	struct plan *plan = &c->plan;
	struct random *random = &c->random;
	unsigned way = one_of(c, 100);

	(void)traffic;
	plan->ipv6 = percent(c, 15);
	plan->timestamps = percent(c, 80);
	plan->fate = way < 2   ? FATE_REFUSED
	             : way < 3 ? FATE_UNANSWERED
	                       : FATE_SERVED;
	plan->opening = percent(c, 2) ? OPEN_FAST : OPEN_PLAIN;
	plan->exchanges = percent(c, 20) ? 2 : 1;
	plan->request = random_between(random, 120, 900);
	plan->answer = 150 + random_skewed(random, 7000);
	way = one_of(c, 100);
	plan->closing = way < 40   ? CLOSE_FOUR
	                : way < 90 ? CLOSE_THREE
	                : way < 92 ? CLOSE_BOTH
	                : way < 96 ? CLOSE_RESET
	                           : CLOSE_ABORT;
	plan->closer = plan->closing == CLOSE_ABORT ? CLIENT : either(c);
	plan->fin_on_data = plan->closer == SERVER && percent(c, 30);
	plan->before_request = random_skewed(random, 50 * MILLISECOND);
	plan->before_answer = random_skewed(random, 20 * MILLISECOND);
	plan->before_close = random_skewed(random, 500 * MILLISECOND);
	plan->delay[CLIENT] = MILLISECOND +
	                      random_skewed(random, 20 * MILLISECOND);
	plan->delay[SERVER] = 50 * MICROSECOND +
	                      random_skewed(random, 200 * MICROSECOND);
	plan->loss = 8000;
	plan->late = 1000;
	plan->receive_window = 1 << 18;
	set_ends(c, index);
}

static void plan_bulk(const struct traffic *traffic, struct conversation *c,
                      uint64_t index)
{
	struct plan *plan = &c->plan;

	plan->ipv6 = index % 4 == 3;
	plan->timestamps = true;
	plan->exchanges = 1;
	plan->request = 300;
	/* Two packets of three carry data. */
	plan->answer = traffic->packets / traffic->connections * 2 / 3 * 1448;
	plan->closing = CLOSE_FOUR;
	plan->closer = SERVER;
	plan->delay[CLIENT] = (1 + index) * MILLISECOND;
	plan->delay[SERVER] = 5 * MILLISECOND;
	plan->loss = 100;
	plan->receive_window = 1 << 19;
	set_ends(c, index);
	c->end[SERVER].port = BULK_PORT;
}

/* From 100.64.0.0/10, to one port. */
static void plan_flood(const struct traffic *traffic, struct conversation *c,
                       uint64_t index)
{
	const uint64_t hosts = UINT64_C(1) << 22;
	struct endpoint *client = &c->end[CLIENT], *server = &c->end[SERVER];
	uint64_t host = index * 2654435761 % hosts; /* odd: each once */

	(void)traffic;
	c->plan.fate = FATE_FORGED;
	c->plan.timestamps = true;
	c->plan.delay[CLIENT] = 10 * MILLISECOND;
	c->plan.delay[SERVER] = 50 * MICROSECOND;
	c->plan.receive_window = 1 << 16;
	set_address(c, client, 0x64400000, (uint32_t)host);
	client->port =
		(uint16_t)(1024 +
	                   (random_mix(host + 1) + index / hosts) % 64000);
	set_address(c, server, 0x0a800000, 5);
	server->port = 80;
	client->iss = (uint32_t)random_next(&c->random);
	server->iss = (uint32_t)random_next(&c->random);
}

/* All are open before the first closes. */
static void plan_churn(const struct traffic *traffic, struct conversation *c,
                       uint64_t index)
{
	struct plan *plan = &c->plan;
	uint64_t opening = traffic->connections * traffic->interval;

	plan->ipv6 = percent(c, 15);
	plan->timestamps = percent(c, 80);
	plan->exchanges = 1;
	plan->request = random_between(&c->random, 40, 120);
	plan->answer = random_between(&c->random, 60, 200);
	plan->closing = percent(c, 50) ? CLOSE_FOUR : CLOSE_THREE;
	plan->closer = either(c);
	plan->before_request = random_below(&c->random, opening);
	plan->before_answer = random_skewed(&c->random, 10 * MILLISECOND);
	plan->before_close = opening + random_below(&c->random, opening);
	plan->delay[CLIENT] = MILLISECOND +
	                      random_skewed(&c->random, 20 * MILLISECOND);
	plan->delay[SERVER] = 100 * MICROSECOND;
	plan->receive_window = 1 << 16;
	set_ends(c, index);
}

/* Where sequence numbers start: also so that they wrap soon. */
static uint32_t any_iss(struct conversation *c)
{
	switch (one_of(c, 5)) {
	case 0:
		return UINT32_MAX;
	case 1:
		return UINT32_MAX - 1;
	case 2:
		return UINT32_MAX - (uint32_t)random_below(&c->random, 1000);
	case 3:
		return UINT32_MAX - (uint32_t)random_below(&c->random, 30000);
	default:
		return (uint32_t)random_next(&c->random);
	}
}

static void plan_sound_closing(struct conversation *c, uint64_t index)
{
	static const enum closing closings[] = {CLOSE_FOUR, CLOSE_THREE,
	                                        CLOSE_BOTH, CLOSE_HALF};
	struct plan *plan = &c->plan;

	plan->closing = closings[index % ARRAY_LEN(closings)];
	plan->closer = index / ARRAY_LEN(closings) % SIDES ? SERVER : CLIENT;
	plan->fin_on_data =
		plan->exchanges > 0 && percent(c, 50) &&
		!(plan->opening == OPEN_FAST && plan->closer == CLIENT);
	plan->rest = random_between(&c->random, 1, 20000);
}

/* Nothing lost, nothing late: every handshake and every close. */
static void plan_sound(const struct traffic *traffic, struct conversation *c,
                       uint64_t index)
{
	static const enum opening openings[] = {OPEN_PLAIN, OPEN_WITH_DATA,
	                                        OPEN_FAST, OPEN_BOTH};
	struct plan *plan = &c->plan;
	struct random *random = &c->random;

	(void)traffic;
	plan->ipv6 = percent(c, 50);
	plan->timestamps = percent(c, 50);
	plan->opening = openings[index % ARRAY_LEN(openings)];
	plan->exchanges = one_of(c, 4);
	if (plan->opening == OPEN_FAST || plan->opening == OPEN_WITH_DATA)
		plan->exchanges = 1 + one_of(c, 3);
	else if (percent(c, 30))
		plan->greeting = random_between(random, 1, 300);
	plan->request = random_between(random, 1, 1200);
	plan->answer = random_skewed(random, 10000) + 1;
	plan->before_request = random_skewed(random, 50 * MILLISECOND);
	plan->before_answer = random_skewed(random, 40 * MILLISECOND);
	plan->before_close = random_skewed(random, 100 * MILLISECOND);
	plan->delay[CLIENT] = 20 * MICROSECOND +
	                      random_skewed(random, 20 * MILLISECOND);
	plan->delay[SERVER] = 20 * MICROSECOND +
	                      random_skewed(random, 20 * MILLISECOND);
	plan->receive_window = 1 << 18;
	plan_sound_closing(c, index / ARRAY_LEN(openings));
	set_ends(c, index);
	c->end[CLIENT].iss = any_iss(c);
	c->end[SERVER].iss = any_iss(c);
}

static const struct shape shapes[] = {
	{"web", "short connections, interleaved; loss, resets, 15 % IPv6", 17,
         0, 250 * MICROSECOND, plan_web},
	{"bulk", "few long connections", 0, 8, 100 * MILLISECOND, plan_bulk},
	{"flood", "SYN and SYN,ACK, all different", 2, 0, 10 * MICROSECOND,
         plan_flood},
	{"churn", "very many open at once", 9.5, 0, 500 * MICROSECOND,
         plan_churn},
	{"sound", "every handshake and close, nothing lost", 24, 0,
         20 * MILLISECOND, plan_sound},
};

const struct shape *shape_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		if (strcmp(name, shapes[i].name) == 0)
			return &shapes[i];
	return NULL;
}

void shape_list(FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
		fprintf(out, "  %-8s %s\n", shapes[i].name, shapes[i].help);
}
