/* SPDX-License-Identifier: BSD-2-Clause
 *
 * endpoint: which events a segment is for its sender and its receiver.
 */
#ifndef TCPLADDER_ENDPOINT_H
#define TCPLADDER_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "track/half.h"

struct connection;
struct segment;

/* Moves both endpoints' states by a segment that is no copy, after the
 * analysis has noted it.  RFC 9293 §3.10.7. */
void endpoint_step(struct connection *c, const struct segment *s, enum dir dir,
                   uint32_t marks);

/* What the receiver makes of a reset (RFC 5961 §3.2). */
enum reset_effect {
	RESET_TAKEN,      /* at RCV.NXT, as far as anybody can know; also where
	                     the capture lacks what led there, both ways */
	RESET_CHALLENGED, /* in the window, elsewhere: challenge ACK */
	RESET_DROPPED,    /* outside the window */
	RESET_LATE,       /* the same, but its sender's own: it has closed, and
	                     answers what crossed its FIN (§3.10.7.1) */
	RESET_NO_ANSWER,  /* in SYN-SENT: it does not acknowledge the SYN */
};

/* The effect of a reset that goes in `dir`.  Changes nothing. */
enum reset_effect endpoint_reset_effect(const struct connection *c,
                                        const struct segment *s, enum dir dir);

/* A reset arrives at this end and is taken. */
void endpoint_take_reset(struct connection *c, enum dir dir);

/* True when an ACK acknowledges the SYN of half `to` and nothing it has not
 * sent (RFC 9293 §3.10.7.4, fifth). */
bool endpoint_acks_syn(const struct half *to, const struct segment *s);

/* Both SYNs are acknowledged, whoever sent them (figure 7). */
bool endpoint_both_acked(const struct connection *c);

#endif
