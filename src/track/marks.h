/* SPDX-License-Identifier: BSD-2-Clause
 *
 * marks: what one segment turned out to be.
 */
#ifndef TCPLADDER_MARKS_H
#define TCPLADDER_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum mark {
#define MARK(name, text) MARK_##name,
#include "track/marks.def"
#undef MARK
	MARK_COUNT
};

/* A segment's marks are a set of these. */
#define MARK_BIT(name) (UINT32_C(1) << MARK_##name)

/* The sender sent this before, whatever the reason. */
#define MARKS_RETRANSMITTED                                         \
	(MARK_BIT(RETRANSMISSION) | MARK_BIT(FAST_RETRANSMISSION) | \
	 MARK_BIT(SPURIOUS_RETRANSMISSION))

/* A second sight of a packet, not a second sending. */
#define MARKS_COPY (MARK_BIT(DUPLICATE_CAPTURE) | MARK_BIT(NETWORK_DUPLICATE))

/* It stands in the capture before what it acknowledges: where it stands, that
 * has not been seen, as Wireshark says. */
#define MARKS_EARLY (MARK_BIT(CAPTURED_EARLY) | MARK_BIT(ACKED_UNSEEN))

/* Those whose answer has a mark of its own. */
#define MARKS_ANSWERED (MARK_BIT(KEEP_ALIVE) | MARK_BIT(ZERO_WINDOW_PROBE))

/* The mark's word in reports, "fast-retransmission"; a constant. */
const char *mark_name(enum mark mark);

#endif
