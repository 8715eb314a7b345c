/* SPDX-License-Identifier: BSD-2-Clause
 *
 * since: when what happened in an embryo or a steady connection.  For the files
 * that know their insides, where it is told from the SYN.
 */
#ifndef TCPLADDER_SINCE_H
#define TCPLADDER_SINCE_H

#include "track/steady.h"

/* 48 bits of nanoseconds. */
static inline int64_t since_ns(uint32_t low, uint16_t high)
{
	return (int64_t)((uint64_t)high << 32 | low);
}

static inline void since_set(uint32_t *low, uint16_t *high, int64_t ns)
{
	*low = (uint32_t)ns;
	*high = (uint16_t)(ns >> 32);
}

/* A time that one field of 32 bits keeps: 0 where the clock did not move on.  False
 * where it is too long. */
static inline bool since_short(int64_t ns, uint32_t *kept)
{
	if (ns > UINT32_MAX)
		return false;
	*kept = ns > 0 ? (uint32_t)ns : 0;
	return true;
}

/* True where the segment is no earlier than the SYN, nor too late. */
static inline bool since_fits(const struct birth *b, const struct segment *s)
{
	return ((uint64_t)s->time - (uint64_t)b->time) >> 48 == 0 &&
	       s->packet - b->packet <= UINT32_MAX;
}

static inline struct moment since_moment(const struct birth *b,
                                         uint32_t packets, int64_t ns)
{
	return (struct moment){b->packet + packets, b->time + ns};
}

/* Of the answer, ns since the SYN; 0: there is none. */
static inline int64_t embryo_answered_ns(const struct embryo *e)
{
	return since_ns(e->answered, e->answered_high);
}

/* Its latest segment. */
static inline struct moment embryo_last(const struct embryo *e)
{
	return since_moment(&e->birth, e->birth.last_packets,
	                    embryo_answered_ns(e));
}

/* Of the segment with the highest number that an end has sent, ns since the
 * SYN; of its latest. */
static inline int64_t steady_snd_nxt_ns(const struct steady *st, unsigned dir)
{
	return since_ns(st->snd_nxt_ns[dir], st->snd_nxt_ns_high[dir]);
}

static inline int64_t steady_last_ns(const struct steady_half *half)
{
	return since_ns(half->last_ns, half->last_ns_high);
}

static inline struct moment steady_syn_ack(const struct steady *st)
{
	return since_moment(&st->birth, st->syn_ack_packets, st->syn_ack_ns);
}

/* The ACK that completed the handshake. */
static inline struct moment steady_ack(const struct steady *st)
{
	return since_moment(&st->birth, st->ack_packets, st->ack_ns);
}

/* Its latest segment. */
static inline struct moment steady_last(const struct steady *st)
{
	return since_moment(&st->birth, st->birth.last_packets,
	                    steady_last_ns(&st->half[st->latest]));
}

/* FIN(M) or FIN(N), 0 or 1, which is there. */
static inline struct moment steady_fin_moment(const struct steady *st,
                                              unsigned index)
{
	unsigned dir = st->closer ^ index;

	return since_moment(&st->birth, st->end[dir].fin_packets,
	                    steady_snd_nxt_ns(st, dir));
}

/* The ACK of one of them, which is there. */
static inline struct moment steady_fin_ack_moment(const struct steady *st,
                                                  unsigned index)
{
	if (index == 1)
		return steady_last(st);
	return since_moment(&st->birth, st->fin_ack_packets,
	                    steady_snd_nxt_ns(st, st->closer) + st->fin_ack_ns);
}

#endif
