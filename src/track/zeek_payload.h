/* SPDX-License-Identifier: BSD-2-Clause
 *
 * zeek_payload: which of an end's payload Zeek would have put together.
 *
 * Numbers here are relative to the end's initial sequence number, modulo
 * 2^32: the first byte after the SYN is 1.
 */
#ifndef TCPLADDER_ZEEK_PAYLOAD_H
#define TCPLADDER_ZEEK_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

struct zeek_runs;

/* Bytes that an end may send unheard before Zeek takes them for acknowledged
 * (tcp_max_initial_window), or loses interest in what is above a hole
 * (tcp_max_above_hole_without_any_acks). */
#define ZEEK_UNHEARD_MAX 16384

struct zeek_payload {
	struct zeek_runs *runs; /* payload above a hole; NULL until one */
	uint32_t whole;         /* everything below was seen or given up */
	uint32_t acknowledged;  /* the peer acknowledged up to here */
};

/* In the caller's storage; zeek_payload_fini() frees what it grew. */
void zeek_payload_init(struct zeek_payload *payload);
void zeek_payload_fini(struct zeek_payload *payload);

/* Writes what it grew, and returns where that ends; and the way back, into a
 * copy of its bytes. */
unsigned char *zeek_payload_pack(const struct zeek_payload *payload,
                                 unsigned char *to);
const unsigned char *zeek_payload_unpack(struct zeek_payload *payload,
                                         const unsigned char *from);

/* The end sent [from, to), of which the peer had acknowledged all below
 * `acked`.  unheard: the peer has acknowledged none of its payload so far. */
void zeek_payload_sent(struct zeek_payload *payload, uint32_t from, uint32_t to,
                       uint32_t acked, bool unheard);

/* The peer acknowledges all below `to`.  Returns how many holes this shows
 * that nobody will fill any more. */
unsigned zeek_payload_acked(struct zeek_payload *payload, uint32_t to);

/* Notes an acknowledgment without asking for what it covers. */
void zeek_payload_excuse(struct zeek_payload *payload, uint32_t to);

/* True where payload waits for a hole to be filled or for its ACK. */
bool zeek_payload_waits(const struct zeek_payload *payload);

/* True once Zeek has lost interest: too much came above a hole, unanswered. */
bool zeek_payload_given_up(const struct zeek_payload *payload);

#endif
