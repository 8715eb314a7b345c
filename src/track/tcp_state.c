/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The state machine of one endpoint, as somebody who only watches the wire
 * can follow it.  The figure is RFC 9293's figure 5, with its numbers:
 *
 *                              +---------+
 *                              | CLOSED  |
 *                              +---------+
 *               passive open ___|       |___ active open
 *               (not seen) |                | SENT_SYN             [1]
 *                          V                V
 *      GOT_SYN,       +---------+      +----------+
 *      SENT_SYN_ACK   | LISTEN  |      | SYN-SENT |
 *           [2]  _____|         |      |          |
 *               |     +---------+      +----------+
 *               V         GOT_SYN [3]    |      | GOT_SYN_ACK,
 *         +--------------+ <-------------'      | SENT_ACK         [4]
 *         | SYN-RECEIVED |  GOT_ACK_OF_SYN [5]  V
 *         +--------------+ ---------> +-------------+
 *               | SENT_FIN [6]        | ESTABLISHED |
 *               |                     +-------------+
 *               |          SENT_FIN [6]  |      | GOT_FIN            [7]
 *               |   +--------------------'      '-----------+
 *               V   V                                       V
 *         +------------+  GOT_FIN [8]  +---------+   +------------+
 *         | FIN-WAIT-1 | ------------> | CLOSING |   | CLOSE-WAIT |
 *         +------------+               +---------+   +------------+
 *   [9]  GOT_ACK_OF_FIN |   GOT_ACK_OF_FIN |            | SENT_FIN  [10]
 *                       V                  |            V
 *         +------------+                   |      +----------+
 *         | FIN-WAIT-2 |                   |      | LAST-ACK |
 *         +------------+                   |      +----------+
 *               | GOT_FIN [11]             V            | GOT_ACK_OF_FIN
 *               |                  +-----------+        V         [12]
 *               '----------------> | TIME-WAIT |    +--------+
 *                                  +-----------+    | CLOSED |
 *                    after 2MSL, which no capture shows '----'
 *
 * What differs from an implementation's machine, and why:
 *
 * - A LISTEN endpoint stays there when a SYN passes: whether it arrived, and
 *   whether anybody accepts it, only the SYN,ACK tells.
 * - The REFUTED_ columns go backwards.  A segment that passed the capture
 *   point may have been lost after it.  Its receiver's next segment tells: who
 *   sends his SYN,ACK again has not got the ACK of it (§3.10.7.4, §3.8.1).
 * - UNKNOWN is left only for what a segment proves.  A FIN from an UNKNOWN
 *   endpoint is taken for the first of the two.
 *
 * References: RFC 9293 §3.3.2 (states), §3.5 (opening), §3.6 (closing),
 * §3.10.7 (segment arrives); RFC 1122 §4.2.2.13 (half-duplex close).
 */
#include "config.h"

#include "track/tcp_state.h"

#include <assert.h>
#include <stdint.h>

/* An empty cell: the step does not exist, the state stays. */
#define NONE 0
/* A cell with a state: the step exists, even where it leads nowhere new. */
#define TO(state) (1 + TCP_##state)

#define STATE(name) [TCP_##name]
#define ON(name) [EVENT_##name]

/* clang-format off */
static const uint8_t next_state[TCP_STATE_COUNT][TCP_EVENT_COUNT] = {
	STATE(UNKNOWN) = {
		ON(SENT_SYN) = TO(SYN_SENT),
		ON(SENT_SYN_ACK) = TO(SYN_RECEIVED),
		ON(SENT_ACK) = TO(UNKNOWN),
		ON(SENT_FIN) = TO(FIN_WAIT_1),
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(UNKNOWN),
		ON(GOT_SYN_ACK) = TO(ESTABLISHED),
		ON(GOT_ACK_OF_SYN) = TO(UNKNOWN),
		ON(GOT_FIN) = TO(CLOSE_WAIT),
		ON(GOT_ACK_OF_FIN) = TO(UNKNOWN),
		ON(GOT_RST) = TO(CLOSED),
		ON(PROVED_OPEN) = TO(ESTABLISHED),
	},
	STATE(CLOSED) = {
		ON(SENT_SYN) = TO(SYN_SENT), /* [1] */
		ON(SENT_SYN_ACK) = TO(SYN_RECEIVED), /* it listens again */
		ON(SENT_RST) = TO(CLOSED),   /* §3.10.7.1: answers with RST */
		ON(GOT_SYN) = TO(CLOSED),
		ON(GOT_RST) = TO(CLOSED),
		/* LAST-ACK's end [12] was assumed; here is the FIN again. */
		ON(REFUTED_ACK_OF_FIN) = TO(LAST_ACK),
	},
	STATE(LISTEN) = {
		ON(SENT_SYN) = TO(SYN_SENT),
		ON(SENT_SYN_ACK) = TO(SYN_RECEIVED), /* [2] */
		/* The SYN,ACK between [2] and [5] is not in the capture. */
		ON(SENT_ACK) = TO(ESTABLISHED),
		ON(SENT_FIN) = TO(FIN_WAIT_1),
		ON(GOT_ACK_OF_SYN) = TO(ESTABLISHED),
		ON(SENT_RST) = TO(CLOSED), /* so nobody listened */
		ON(GOT_SYN) = TO(LISTEN),
		ON(GOT_RST) = TO(LISTEN), /* §3.10.7.2: ignored */
	},
	STATE(SYN_SENT) = {
		ON(SENT_SYN) = TO(SYN_SENT),
		ON(SENT_SYN_ACK) = TO(SYN_RECEIVED), /* [3] figure 7 */
		ON(SENT_ACK) = TO(ESTABLISHED),      /* [4] */
		ON(SENT_FIN) = TO(FIN_WAIT_1),       /* [4], [6] in one */
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(SYN_RECEIVED), /* [3] */
		ON(GOT_SYN_ACK) = TO(ESTABLISHED), /* [4] */
		ON(GOT_RST) = TO(CLOSED), /* §3.10.7.3: connection refused */
	},
	STATE(SYN_RECEIVED) = {
		ON(SENT_SYN) = TO(SYN_SENT), /* the peer's SYN had not come */
		ON(SENT_SYN_ACK) = TO(SYN_RECEIVED),
		ON(SENT_ACK) = TO(ESTABLISHED), /* [5] has happened */
		ON(SENT_FIN) = TO(FIN_WAIT_1),  /* [6] */
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(SYN_RECEIVED),
		ON(GOT_SYN_ACK) = TO(ESTABLISHED), /* figure 7 */
		ON(GOT_ACK_OF_SYN) = TO(ESTABLISHED), /* [5] */
		ON(GOT_FIN) = TO(CLOSE_WAIT), /* [5], [7] in one */
		ON(GOT_RST) = TO(LISTEN), /* §3.10.7.4, passive open */
		ON(GOT_RST_ACTIVE) = TO(CLOSED), /* the same, active open */
		ON(REFUTED_ACK_OF_SYN) = TO(SYN_RECEIVED),
	},
	STATE(ESTABLISHED) = {
		ON(SENT_SYN) = TO(SYN_SENT), /* no SYN,ACK had come */
		ON(SENT_SYN_ACK) = TO(ESTABLISHED),
		ON(SENT_ACK) = TO(ESTABLISHED),
		ON(SENT_FIN) = TO(FIN_WAIT_1), /* [6] */
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(ESTABLISHED), /* RFC 5961 §4: challenge ACK */
		ON(GOT_SYN_ACK) = TO(ESTABLISHED),
		ON(GOT_ACK_OF_SYN) = TO(ESTABLISHED),
		ON(GOT_FIN) = TO(CLOSE_WAIT), /* [7] */
		ON(GOT_RST) = TO(CLOSED),
		ON(REFUTED_ACK_OF_SYN) = TO(SYN_RECEIVED),
		ON(REFUTED_FIN) = TO(ESTABLISHED),
		ON(PROVED_OPEN) = TO(ESTABLISHED),
	},
	STATE(FIN_WAIT_1) = {
		ON(SENT_ACK) = TO(FIN_WAIT_1),
		ON(SENT_FIN) = TO(FIN_WAIT_1),
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(FIN_WAIT_1),
		ON(GOT_SYN_ACK) = TO(FIN_WAIT_1),
		ON(GOT_ACK_OF_SYN) = TO(FIN_WAIT_1),
		ON(GOT_FIN) = TO(CLOSING), /* [8] */
		ON(GOT_ACK_OF_FIN) = TO(FIN_WAIT_2), /* [9] */
		ON(GOT_RST) = TO(CLOSED),
		ON(REFUTED_ACK_OF_FIN) = TO(FIN_WAIT_1),
		ON(REFUTED_FIN) = TO(FIN_WAIT_1),
	},
	STATE(FIN_WAIT_2) = {
		ON(SENT_ACK) = TO(FIN_WAIT_2),
		ON(SENT_FIN) = TO(FIN_WAIT_2),
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(FIN_WAIT_2),
		ON(GOT_SYN_ACK) = TO(FIN_WAIT_2),
		ON(GOT_ACK_OF_SYN) = TO(FIN_WAIT_2),
		ON(GOT_FIN) = TO(TIME_WAIT), /* [11] */
		ON(GOT_ACK_OF_FIN) = TO(FIN_WAIT_2),
		ON(GOT_RST) = TO(CLOSED),
		ON(REFUTED_ACK_OF_FIN) = TO(FIN_WAIT_1),
		ON(REFUTED_FIN) = TO(FIN_WAIT_2),
	},
	STATE(CLOSE_WAIT) = {
		ON(SENT_ACK) = TO(CLOSE_WAIT),
		ON(SENT_FIN) = TO(LAST_ACK), /* [10] */
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(CLOSE_WAIT),
		ON(GOT_SYN_ACK) = TO(CLOSE_WAIT),
		ON(GOT_ACK_OF_SYN) = TO(CLOSE_WAIT),
		ON(GOT_FIN) = TO(CLOSE_WAIT),
		ON(GOT_RST) = TO(CLOSED),
		ON(REFUTED_ACK_OF_SYN) = TO(SYN_RECEIVED),
		ON(REFUTED_FIN) = TO(ESTABLISHED),
	},
	STATE(CLOSING) = {
		ON(SENT_ACK) = TO(CLOSING),
		ON(SENT_FIN) = TO(CLOSING),
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(CLOSING),
		ON(GOT_SYN_ACK) = TO(CLOSING),
		ON(GOT_ACK_OF_SYN) = TO(CLOSING),
		ON(GOT_FIN) = TO(CLOSING),
		ON(GOT_ACK_OF_FIN) = TO(TIME_WAIT),
		ON(GOT_RST) = TO(CLOSED),
		ON(REFUTED_ACK_OF_FIN) = TO(CLOSING),
		ON(REFUTED_FIN) = TO(FIN_WAIT_1),
	},
	STATE(LAST_ACK) = {
		ON(SENT_ACK) = TO(LAST_ACK),
		ON(SENT_FIN) = TO(LAST_ACK),
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(LAST_ACK),
		ON(GOT_SYN_ACK) = TO(LAST_ACK),
		ON(GOT_ACK_OF_SYN) = TO(LAST_ACK),
		ON(GOT_FIN) = TO(LAST_ACK),
		ON(GOT_ACK_OF_FIN) = TO(CLOSED), /* [12] */
		ON(GOT_RST) = TO(CLOSED),
		ON(REFUTED_ACK_OF_FIN) = TO(LAST_ACK),
		ON(REFUTED_FIN) = TO(FIN_WAIT_1),
	},
	STATE(TIME_WAIT) = {
		ON(SENT_ACK) = TO(TIME_WAIT), /* acknowledges a FIN again */
		ON(SENT_FIN) = TO(TIME_WAIT),
		ON(SENT_RST) = TO(CLOSED),
		ON(GOT_SYN) = TO(TIME_WAIT),
		ON(GOT_SYN_ACK) = TO(TIME_WAIT),
		ON(GOT_ACK_OF_SYN) = TO(TIME_WAIT),
		ON(GOT_FIN) = TO(TIME_WAIT),
		ON(GOT_ACK_OF_FIN) = TO(TIME_WAIT),
		ON(GOT_RST) = TO(CLOSED), /* RFC 1337's assassination */
		ON(REFUTED_ACK_OF_FIN) = TO(CLOSING),
		ON(REFUTED_FIN) = TO(FIN_WAIT_2),
	},
};
/* clang-format on */

static const char *const state_names[] = {
	STATE(UNKNOWN) = "UNKNOWN",
	STATE(CLOSED) = "CLOSED",
	STATE(LISTEN) = "LISTEN",
	STATE(SYN_SENT) = "SYN-SENT",
	STATE(SYN_RECEIVED) = "SYN-RECEIVED",
	STATE(ESTABLISHED) = "ESTABLISHED",
	STATE(FIN_WAIT_1) = "FIN-WAIT-1",
	STATE(FIN_WAIT_2) = "FIN-WAIT-2",
	STATE(CLOSE_WAIT) = "CLOSE-WAIT",
	STATE(CLOSING) = "CLOSING",
	STATE(LAST_ACK) = "LAST-ACK",
	STATE(TIME_WAIT) = "TIME-WAIT",
};
_Static_assert(sizeof(state_names) / sizeof(*state_names) == TCP_STATE_COUNT,
               "a name for every state");

static const char *const event_names[] = {
	ON(SENT_SYN) = "sent SYN",
	ON(SENT_SYN_ACK) = "sent SYN,ACK",
	ON(SENT_ACK) = "sent ACK",
	ON(SENT_FIN) = "sent FIN",
	ON(SENT_RST) = "sent RST",
	ON(GOT_SYN) = "got SYN",
	ON(GOT_SYN_ACK) = "got SYN,ACK",
	ON(GOT_ACK_OF_SYN) = "got ACK of SYN",
	ON(GOT_FIN) = "got FIN",
	ON(GOT_ACK_OF_FIN) = "got ACK of FIN",
	ON(GOT_RST) = "got RST",
	ON(GOT_RST_ACTIVE) = "got RST (active open)",
	ON(REFUTED_ACK_OF_SYN) = "had no ACK of SYN",
	ON(REFUTED_ACK_OF_FIN) = "had no ACK of FIN",
	ON(REFUTED_FIN) = "had no FIN",
	ON(PROVED_OPEN) = "both sent data",
};
_Static_assert(sizeof(event_names) / sizeof(*event_names) == TCP_EVENT_COUNT,
               "a name for every event");

enum tcp_state tcp_state_next(enum tcp_state state, enum tcp_event event,
                              bool *legal)
{
	uint8_t cell;

	assert(state < TCP_STATE_COUNT && event < TCP_EVENT_COUNT);
	cell = next_state[state][event];
	if (legal)
		*legal = cell != NONE;
	return cell == NONE ? state : (enum tcp_state)(cell - 1);
}

const char *tcp_state_name(enum tcp_state state)
{
	assert(state < TCP_STATE_COUNT);
	return state_names[state];
}

const char *tcp_event_name(enum tcp_event event)
{
	assert(event < TCP_EVENT_COUNT);
	return event_names[event];
}

bool tcp_state_synchronized(enum tcp_state state)
{
	return state >= TCP_ESTABLISHED;
}
