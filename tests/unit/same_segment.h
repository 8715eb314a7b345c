/* SPDX-License-Identifier: BSD-2-Clause
 *
 * same_segment: whether two segments tell the same, field by field.
 */
#ifndef TCPLADDER_SAME_SEGMENT_H
#define TCPLADDER_SAME_SEGMENT_H

#include <stdbool.h>
#include <string.h>

#include "decode/segment.h"

static inline bool same_options(const struct tcp_options *a,
                                const struct tcp_options *b)
{
	return a->seen == b->seen && a->window_scale == b->window_scale &&
	       a->mss == b->mss && a->sack_count == b->sack_count &&
	       a->fast_open_cookie == b->fast_open_cookie &&
	       a->tsval == b->tsval && a->tsecr == b->tsecr &&
	       memcmp(a->sack, b->sack, sizeof(a->sack)) == 0;
}

static inline bool same_segment(const struct segment *a,
                                const struct segment *b)
{
	return a->packet == b->packet && a->time == b->time &&
	       memcmp(&a->source, &b->source, sizeof(a->source)) == 0 &&
	       memcmp(&a->destination, &b->destination, sizeof(a->source)) ==
	               0 &&
	       a->seq == b->seq && a->ack == b->ack && a->flags == b->flags &&
	       a->window == b->window && a->len == b->len && a->ttl == b->ttl &&
	       a->has_ip_id == b->has_ip_id && a->ip_id == b->ip_id &&
	       a->checksum == b->checksum && a->len_known == b->len_known &&
	       a->header_bogus == b->header_bogus && a->tcp == b->tcp &&
	       a->tcp_captured == b->tcp_captured &&
	       a->header_len == b->header_len &&
	       same_options(&a->options, &b->options);
}

#endif
