/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A TCP conversation: a plan of what its two applications do, and two peers
 * that carry it out over a path which loses and delays packets.
 *
 *     client ──── delay[CLIENT] ──── tap ──── delay[SERVER] ──── server
 *
 * The peers are sound: RFC 9293, NewReno (RFC 5681, 6582), delayed ACKs, SACK
 * blocks, timestamps, window scaling.  Whatever a report blames them for, it
 * must have been lost, late, or changed on purpose.
 */
#ifndef TCPLADDER_BENCH_CONVERSATION_H
#define TCPLADDER_BENCH_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "packet.h"
#include "random.h"

#define MICROSECOND UINT64_C(1000)
#define MILLISECOND (1000 * MICROSECOND)
#define SECOND (1000 * MILLISECOND)

#define RANGES 8 /* kept out of order; more is dropped, and sent again */

struct tap;

enum fate {
	FATE_SERVED,
	FATE_REFUSED,    /* no one listens */
	FATE_UNANSWERED, /* the SYN reaches no one */
	FATE_FORGED      /* the SYN's source does not exist: a SYN flood */
};

enum opening {
	OPEN_PLAIN,
	OPEN_WITH_DATA, /* the third segment carries the request */
	OPEN_FAST,      /* the SYN does (RFC 7413) */
	OPEN_BOTH       /* simultaneous: both send a SYN */
};

enum closing {
	CLOSE_FOUR,  /* FIN, ACK, FIN, ACK */
	CLOSE_THREE, /* the second FIN carries the ACK of the first */
	CLOSE_BOTH,  /* simultaneous: the FINs cross */
	CLOSE_HALF,  /* the other side goes on sending after the first FIN */
	CLOSE_RESET, /* the closer aborts */
	CLOSE_ABORT, /* the same, in the middle of the last answer */
	CLOSE_NEVER
};

struct plan {
	enum fate fate;
	enum opening opening;
	enum closing closing;
	enum side closer;
	bool ipv6, timestamps;
	bool fin_on_data;   /* the closer's last data carry its FIN */
	uint32_t exchanges; /* of a request and an answer */
	uint64_t greeting;  /* bytes the server sends first */
	uint64_t request, answer, rest; /* bytes; rest: after the first FIN */
	uint64_t before_request, before_answer, before_close; /* ns */
	uint64_t delay[SIDES];   /* ns, from each side to the tap */
	uint32_t loss, late;     /* packets in a million */
	uint32_t receive_window; /* bytes */
};

struct endpoint {
	uint8_t address[16]; /* IPv4: the first 4 */
	uint16_t port;
	uint32_t iss;
};

enum peer_state {
	PEER_CLOSED,
	PEER_LISTEN,
	PEER_SYN_SENT,
	PEER_SYN_RECEIVED,
	PEER_OPEN,
	PEER_GONE /* reset: answers everything with a reset */
};

enum recovery { RECOVERY_NONE, RECOVERY_FAST, RECOVERY_TIMEOUT };

struct peer {
	enum peer_state state;
	uint16_t mss;
	uint16_t id;
	uint32_t clock_offset; /* of its timestamps */

	uint64_t snd_una, snd_nxt, snd_max;
	uint64_t written; /* the first number its application has not written */
	bool closing;     /* a FIN follows at `written` */
	uint64_t window;  /* the other's, bytes */
	uint64_t cwnd, ssthresh, recover;
	enum recovery recovery;
	uint8_t duplicates, backoff;
	uint64_t line_free; /* its link is busy until then */

	uint64_t rcv_nxt;
	uint64_t fin; /* the other's FIN's number; 0: none */
	bool fin_taken;
	struct range range[RANGES]; /* in order of numbers */
	uint8_t ranges, unacknowledged;
	uint32_t ts_recent;

	uint64_t resend_at, acknowledge_at, timer_at; /* 0: not set */

	uint64_t wanted; /* the application acts when it has read up to it */
};

struct conversation {
	struct plan plan;
	struct endpoint end[SIDES];
	struct peer peer[SIDES];
	struct random random;
	struct clock *clock;
	struct tap *tap;
	uint32_t events; /* that are planned */
	uint32_t exchange;
	uint64_t passed_at[SIDES]; /* when the last packet passed the tap */

	/* What the tap has seen. */
	bool seen;
	enum side opener; /* whose SYN came first */
	uint32_t stream;
	uint64_t seen_end[SIDES], seen_ack[SIDES];
	uint64_t seen_fin[SIDES]; /* the number; 0: none */
	uint16_t seen_window[SIDES];
	bool fin_found[SIDES]; /* all before it had been acknowledged, or it
	                        * brought the last data itself */
	enum side first_fin;
};

/* --- conversation.c ---------------------------------------------------- */

/* Starts a conversation whose plan, ends and random numbers are set. */
void conversation_begin(struct conversation *c);

/* Carries out what was planned; frees the conversation after its last event. */
void conversation_event(struct event *event);

/* Plans an event of the conversation, `wait` from now. */
struct event *conversation_plan(struct conversation *c, enum event_kind kind,
                                enum side side, uint64_t wait);

/* --- application.c ----------------------------------------------------- */

void application_opened(struct conversation *c, enum side side);
void application_read(struct conversation *c, enum side side);
void application_ended(struct conversation *c, enum side side);
void application_act(struct conversation *c, enum side side, unsigned act);

/* --- send.c ------------------------------------------------------------ */

void send_syn(struct conversation *c, enum side side);
void send_syn_ack(struct conversation *c, enum side side);
void send_ack(struct conversation *c, enum side side);
void send_reset(struct conversation *c, enum side side);

/* Answers a packet to no connection, as RFC 9293 §3.10.7.1 says. */
void send_refusal(struct conversation *c, enum side side,
                  const struct packet *packet);

/* Whatever the windows let through. */
void send_data(struct conversation *c, enum side side);

/* The first segment that is not acknowledged, again. */
void send_again(struct conversation *c, enum side side);

void send_timer(struct conversation *c, enum side side);

/* Has the timer look again at `time`, or earlier. */
void send_arm(struct conversation *c, enum side side, uint64_t time);

/* How long until an acknowledgment is given up. */
uint64_t send_timeout(const struct conversation *c, enum side side);

/* --- receive.c --------------------------------------------------------- */

void receive_packet(struct conversation *c, enum side side,
                    const struct packet *packet);

#endif
