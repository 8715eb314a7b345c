/* SPDX-License-Identifier: BSD-2-Clause
 *
 * evidence: was this sent again, overtaken, or merely seen twice?
 *
 * A segment that does not carry new numbers can be three things.  The sender
 * made it again (a retransmission); the network delivered it late (out of
 * order); or this packet was here already (a copy, made by the network or by
 * the capture).  What the capture holds decides: which numbers were seen and
 * which were skipped, IP identification where it counts up, timestamps, and
 * only then time against the round trip.
 */
#ifndef TCPLADDER_EVIDENCE_H
#define TCPLADDER_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

struct half;
struct segment;

/* ns; no sender's timer for a retransmission runs less. */
#define EVIDENCE_TIMER_MIN INT64_C(10000000)

/* ns; a copy that soon is the capture's. */
#define EVIDENCE_CAPTURE_MAX INT64_C(2000000)

/* ns; who sends again after more than this does so under another timestamp. */
#define EVIDENCE_TICK_MAX INT64_C(20000000)

/* ns; Wireshark's 3 ms, where none is known. */
#define EVIDENCE_NO_ROUND_TRIP INT64_C(3000000)

enum origin {
	ORIGIN_NEW,           /* new numbers, at or beyond snd_nxt */
	ORIGIN_RETRANSMITTED, /* made again by the sender */
	ORIGIN_OVERTAKEN,     /* an original that others passed */
	ORIGIN_COPY,          /* this very packet was seen before */
	ORIGIN_PIECE,         /* the capture holds the whole of it, too */
};

/* So soon after it was sent (ns) nobody sends again: he has not heard of a loss
 * yet.  round_trip in ns, 0 where unknown; that of a handshake is a rough measure,
 * so half of it counts. */
bool evidence_is_too_soon(int64_t age, int64_t round_trip);

/* Says what a segment with sequence space is, by what its sender's half knows
 * and its peer has acknowledged.  round_trip is the handshake's in ns, 0 where
 * unknown.  Changes nothing. */
enum origin evidence_origin(const struct half *from, const struct half *peer,
                            const struct segment *segment, int64_t round_trip);

/* The peer's duplicate ACKs ask for this very segment, and it comes at once:
 * at least two of them, less than 20 ms ago (Wireshark's definition). */
bool evidence_asked_for(const struct half *peer, const struct segment *segment);

/* True when this same packet passed before: numbers, flags, window, options
 * and IP ID alike, and soon enough after.  copies: the capture is known to
 * hold packets twice.  *elapsed is the time between, ns. */
bool evidence_copy(const struct half *from, const struct segment *segment,
                   int64_t round_trip, bool copies, int64_t *elapsed);

/* How long ago this same packet passed, ns; -1 where it did not, as far as is
 * remembered. */
int64_t evidence_age(const struct half *from, const struct segment *segment);

/* True when nothing of it is newer than what its sender has sent: neither its
 * numbers nor its timestamp. */
bool evidence_nothing_new(const struct half *from,
                          const struct segment *segment);

/* The same, and neither are its time nor, where it tells, its IP ID. */
bool evidence_is_old(const struct half *from, const struct segment *segment);

/* True when the sender's IP ID counts up and this one was here before. */
bool evidence_seen(const struct half *from, const struct segment *segment);

/* Was the segment made before (-1) or after (1) another of the same sender,
 * with this TSval (where both have one) and IP ID (0: none)?  0 where nothing
 * tells. */
int evidence_order(const struct half *from, const struct segment *segment,
                   bool timed, uint32_t tsval, uint16_t ip_id);

/* The same of the first reset that its sender has sent, where there is one: just below
 * its IP ID is before it, whether or not the IDs are known to count. */
int evidence_order_to_reset(const struct half *from,
                            const struct segment *segment);

/* True when it was made before another of its sender that was here already, by its
 * timestamp or IP ID: the network, or the capture, has put the two in the wrong order.
 * False where nothing tells. */
bool evidence_is_overtaken(const struct half *from,
                           const struct segment *segment);

/* Remembers the segment: identity, timestamps, IP ID, and the hole it leaves
 * or fills.  Called once a segment, before snd_nxt is moved on, and after its payload
 * was counted.  round_trip: the handshake's in ns, 0 where unknown. */
void evidence_note(struct half *from, const struct half *peer,
                   const struct segment *segment, int64_t round_trip);

/* Bytes of [left, right) that were never seen. */
uint32_t evidence_unseen(const struct half *from, uint32_t left,
                         uint32_t right);

/* Everything below `end` that was sent since the first segment was seen. */
bool evidence_whole(const struct half *from, uint32_t end);

/* The peer has acknowledged up to `ack`: what is still a hole below it was
 * sent and has arrived, and only the capture has not got it.  Returns how many
 * holes that is true of for the first time. */
unsigned evidence_acknowledged(struct half *from, uint32_t ack);

/* Its numbers begin again: what was missing of those before is no hole. */
void evidence_begin_again(struct half *from);

/* When the numbers of a retransmission were first sent, ns since the epoch:
 * known of a hole, of the newest segment, once there was trouble of the latest ones,
 * and of one of these without ID and timestamps that comes again alike in all.  0
 * where it is not known. */
int64_t evidence_first_sent(const struct half *from,
                            const struct segment *segment);

/* Gives a copied half holes of its own, instead of those it shares. */
void evidence_clone(struct half *copy);

/* Frees the holes. */
void evidence_fini(struct half *from);

#endif
