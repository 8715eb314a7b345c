/* SPDX-License-Identifier: BSD-2-Clause
 *
 * predict: what header prediction asks of a segment, whoever predicts it.
 */
#ifndef TCPLADDER_PREDICT_H
#define TCPLADDER_PREDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"
#include "track/evidence.h"
#include "track/half.h"
#include "track/trail.h"

/* The bits that open and close; the others make no difference. */
#define PREDICT_CONTROL (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK)

/* No rule has anything to say of its header, whatever the connection. */
static inline bool predict_plain(const struct segment *s)
{
	return s->len_known && !s->header_bogus && s->header_len >= 20 &&
	       s->checksum != CHECKSUM_BAD;
}

/* The right edge of the window that it advertises, after the handshake, by a
 * sender of this scale (half.h). */
static inline uint32_t predict_edge(const struct segment *s, int8_t scale)
{
	return s->ack + ((uint32_t)s->window << (scale > 0 ? scale : 0));
}

/* Can it be known?  Not where its peer's SYN is not seen, which decides whether
 * windows are scaled (RFC 7323 §1.3). */
static inline bool predict_edge_known(int8_t scale, bool peers_syn_seen)
{
	return scale != SCALE_UNKNOWN && (scale <= 0 || peers_syn_seen);
}

/* What that edge may move back by: the scale rounds it. */
static inline uint32_t predict_grain(int8_t scale)
{
	return UINT32_C(1) << (scale > 0 ? scale : 0);
}

/* May it be a second try, whose first was lost before the capture point?  An
 * IP ID or a few are missing, after a silence of so many ns. */
static inline bool predict_loss(const struct making *making,
                                const struct segment *s, int64_t silence)
{
	uint16_t steps = (uint16_t)(s->ip_id - making->ip_id);

	return s->has_ip_id && making->id_seen && steps >= 2 &&
	       steps <= TRAIL_ID_LOST_MAX + 1 && silence > EVIDENCE_TIMER_MIN &&
	       !making->id_shared;
}

#endif
