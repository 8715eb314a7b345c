/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mutate: J+1, K+1, M+1, N+1, and the sequence number of the third segment.
 * Which, by how much and which way follows from the seed and the stream.
 *
 * What no observer can know.  An ACK beyond what was expected is right if its
 * sender may have received that much.  An ACK of M, without +1, is no wrong
 * answer to the FIN if it may have been sent before the FIN arrived: if it
 * carries a FIN, data or a new window of its own, or is the first ACK of the
 * data before the FIN.  An ACK of less than that is an old ACK, late.
 */
#include "config.h"

#include "mutate.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/array.h"
#include "conversation.h"
#include "random.h"
#include "tap.h"

enum equation {
	EQUATION_J,
	EQUATION_K,
	EQUATION_THIRD,
	EQUATION_M,
	EQUATION_N
};

static const char *const slugs[] = {
	"j-plus-1", "k-plus-1", "third-ack-sequence", "m-plus-1", "n-plus-1"};

static const uint32_t deltas[] = {1, 1, 2, 7, 1000, 65536, 1000000000};

struct mutation {
	enum equation equation;
	uint32_t delta;
	bool down;
};

static struct mutation choose(const struct tap *tap,
                              const struct conversation *c)
{
	struct random random = random_seeded(tap->mutation_seed, c->stream);
	struct mutation mutation;

	mutation.equation =
		(enum equation)random_below(&random, ARRAY_LEN(slugs));
	mutation.delta = deltas[random_below(&random, ARRAY_LEN(deltas))];
	mutation.down = random_below(&random, 2);
	return mutation;
}

static bool acknowledges_fin(const struct conversation *c, enum side side,
                             const struct packet *packet, bool first)
{
	enum side closer = other(side);

	return c->seen_fin[closer] && (c->first_fin == closer) == first &&
	       c->seen_ack[side] <= c->seen_fin[closer] &&
	       packet->ack > c->seen_fin[closer] && !(packet->flags & FLAG_RST);
}

/* Is this the packet whose number the equation speaks of? */
static bool speaks_of(enum equation equation, const struct conversation *c,
                      enum side side, const struct packet *packet)
{
	unsigned both = packet->flags & (FLAG_SYN | FLAG_ACK);
	bool early = c->seen_ack[side] == 0;

	switch (equation) {
	case EQUATION_J:
		return side != c->opener && both == (FLAG_SYN | FLAG_ACK) &&
		       early;
	case EQUATION_K:
		return side == c->opener && (both & FLAG_ACK) && early;
	case EQUATION_THIRD:
		return side == c->opener && both == FLAG_ACK && early &&
		       !(packet->flags & FLAG_FIN);
	default:
		return acknowledges_fin(c, side, packet,
		                        equation == EQUATION_M);
	}
}

/* Could sound peers have sent this as well? */
static bool possible(const struct mutation *mutation,
                     const struct conversation *c, enum side side,
                     const struct packet *packet, uint64_t expected)
{
	enum side closer = other(side);

	switch (mutation->equation) {
	case EQUATION_J: /* RFC 7413: data in a SYN need not be accepted */
	case EQUATION_K:
		return mutation->down ? expected - mutation->delta == 1
		                      : expected + mutation->delta <=
		                                c->seen_end[closer];
	case EQUATION_THIRD:
		return false;
	default:
		return mutation->down &&
		       (mutation->delta > 1 || !c->fin_found[closer] ||
		        packet->len > 0 || (packet->flags & FLAG_FIN) ||
		        packet->window != c->seen_window[side]);
	}
}

void mutate_packet(struct tap *tap, const struct conversation *c,
                   enum side side, struct packet *packet)
{
	struct mutation mutation = choose(tap, c);
	bool of_seq = mutation.equation == EQUATION_THIRD;
	uint64_t *number = of_seq ? &packet->seq : &packet->ack;
	uint64_t expected = *number;
	uint32_t iss = c->end[of_seq ? side : other(side)].iss;
	bool may;

	if (!speaks_of(mutation.equation, c, side, packet))
		return;
	may = possible(&mutation, c, side, packet, expected);
	*number = mutation.down ? expected - mutation.delta
	                        : expected + mutation.delta;
	fprintf(tap->mutations,
	        "%" PRIu32 " %s %" PRIu64 " %" PRIu32 " %" PRIu32 " %s\n",
	        c->stream, slugs[mutation.equation], tap->packets,
	        iss + (uint32_t)expected, iss + (uint32_t)*number,
	        may ? "may" : "must");
}
