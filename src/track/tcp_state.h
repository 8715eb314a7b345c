/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tcp_state: RFC 9293's connection states, and the table that moves them.
 */
#ifndef TCPLADDER_TCP_STATE_H
#define TCPLADDER_TCP_STATE_H

#include <stdbool.h>

/* RFC 9293 §3.3.2, and UNKNOWN where the capture began too late to tell. */
enum tcp_state {
	TCP_UNKNOWN,
	TCP_CLOSED,
	TCP_LISTEN,
	TCP_SYN_SENT,
	TCP_SYN_RECEIVED,
	TCP_ESTABLISHED,
	TCP_FIN_WAIT_1,
	TCP_FIN_WAIT_2,
	TCP_CLOSE_WAIT,
	TCP_CLOSING,
	TCP_LAST_ACK,
	TCP_TIME_WAIT,
	TCP_STATE_COUNT
};

/* What an observer sees happen to one endpoint.  SENT_ events are facts: the
 * segment is in the capture.  GOT_ events are assumptions: the segment was on
 * its way.  REFUTED_ events are facts that take an assumption back. */
enum tcp_event {
	EVENT_SENT_SYN,
	EVENT_SENT_SYN_ACK,
	EVENT_SENT_ACK, /* any segment with ACK, without SYN, FIN, RST */
	EVENT_SENT_FIN, /* its first FIN, or the same one again */
	EVENT_SENT_RST,
	EVENT_GOT_SYN,        /* a SYN without ACK */
	EVENT_GOT_SYN_ACK,    /* one that acknowledges our SYN */
	EVENT_GOT_ACK_OF_SYN, /* our SYN,ACK is acknowledged */
	EVENT_GOT_FIN,        /* with everything before it */
	EVENT_GOT_ACK_OF_FIN,
	EVENT_GOT_RST,            /* one that RFC 5961 lets through */
	EVENT_GOT_RST_ACTIVE,     /* the same, where SYN-SENT came before
	                             SYN-RECEIVED */
	EVENT_REFUTED_ACK_OF_SYN, /* it sent its SYN,ACK again */
	EVENT_REFUTED_ACK_OF_FIN, /* it sent its FIN again */
	EVENT_REFUTED_FIN,        /* its acknowledgment stops short of the
	                             peer's FIN */
	EVENT_PROVED_OPEN,        /* both sides sent data: neither has closed */
	TCP_EVENT_COUNT
};

/* The state that follows.  Where RFC 9293 knows no such step (an illegal or
 * meaningless pair) it is the same state, and *legal is false.  legal may be
 * NULL. */
enum tcp_state tcp_state_next(enum tcp_state state, enum tcp_event event,
                              bool *legal);

/* RFC 9293's name: "FIN-WAIT-1"; a constant. */
const char *tcp_state_name(enum tcp_state state);

/* The event's name, for tests and the printed table; a constant. */
const char *tcp_event_name(enum tcp_event event);

/* SYN,ACK and ACK are done: both numbers are known to both sides (§3.3.2
 * calls the states from ESTABLISHED on synchronized). */
bool tcp_state_synchronized(enum tcp_state state);

#endif
