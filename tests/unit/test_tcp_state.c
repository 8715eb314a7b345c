/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The table of tcp_state.c against RFC 9293's figure 5, whose arrows are told
 * here once more, from the RFC: whatever is neither an arrow nor allowed to
 * stay must be illegal, and an illegal step must move nothing.
 */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "suites.h"
#include "track/tcp_state.h"

#define BIT(state) (1u << TCP_##state)
#define SYNCHRONIZED                                            \
	(BIT(ESTABLISHED) | BIT(FIN_WAIT_1) | BIT(FIN_WAIT_2) | \
	 BIT(CLOSE_WAIT) | BIT(CLOSING) | BIT(LAST_ACK) | BIT(TIME_WAIT))
#define HAS_CLOSED                                                          \
	(BIT(FIN_WAIT_1) | BIT(FIN_WAIT_2) | BIT(CLOSING) | BIT(LAST_ACK) | \
	 BIT(TIME_WAIT))

/* Steps to another state. */
static const struct {
	enum tcp_state from;
	enum tcp_event event;
	enum tcp_state to;
} ARROWS[] = {
	/* Figure 5, top to bottom. */
	{TCP_CLOSED, EVENT_SENT_SYN, TCP_SYN_SENT},
	{TCP_LISTEN, EVENT_SENT_SYN_ACK, TCP_SYN_RECEIVED},
	{TCP_CLOSED, EVENT_SENT_SYN_ACK, TCP_SYN_RECEIVED}, /* by LISTEN */
	{TCP_LISTEN, EVENT_SENT_SYN, TCP_SYN_SENT},
	{TCP_SYN_SENT, EVENT_GOT_SYN, TCP_SYN_RECEIVED},
	{TCP_SYN_SENT, EVENT_GOT_SYN_ACK, TCP_ESTABLISHED},
	{TCP_SYN_RECEIVED, EVENT_GOT_ACK_OF_SYN, TCP_ESTABLISHED},
	{TCP_SYN_RECEIVED, EVENT_SENT_FIN, TCP_FIN_WAIT_1},
	{TCP_SYN_RECEIVED, EVENT_GOT_RST, TCP_LISTEN},
	{TCP_SYN_RECEIVED, EVENT_GOT_RST_ACTIVE, TCP_CLOSED},
	{TCP_ESTABLISHED, EVENT_SENT_FIN, TCP_FIN_WAIT_1},
	{TCP_ESTABLISHED, EVENT_GOT_FIN, TCP_CLOSE_WAIT},
	{TCP_FIN_WAIT_1, EVENT_GOT_ACK_OF_FIN, TCP_FIN_WAIT_2},
	{TCP_FIN_WAIT_1, EVENT_GOT_FIN, TCP_CLOSING},
	{TCP_FIN_WAIT_2, EVENT_GOT_FIN, TCP_TIME_WAIT},
	{TCP_CLOSE_WAIT, EVENT_SENT_FIN, TCP_LAST_ACK},
	{TCP_CLOSING, EVENT_GOT_ACK_OF_FIN, TCP_TIME_WAIT},
	{TCP_LAST_ACK, EVENT_GOT_ACK_OF_FIN, TCP_CLOSED},
	/* What a segment proves that its sender had done before (a passive
	 * observer's shortcuts along the same arrows). */
	{TCP_SYN_SENT, EVENT_SENT_SYN_ACK, TCP_SYN_RECEIVED},
	{TCP_SYN_SENT, EVENT_SENT_ACK, TCP_ESTABLISHED},
	{TCP_SYN_SENT, EVENT_SENT_FIN, TCP_FIN_WAIT_1},
	{TCP_SYN_RECEIVED, EVENT_SENT_ACK, TCP_ESTABLISHED},
	{TCP_SYN_RECEIVED, EVENT_GOT_SYN_ACK, TCP_ESTABLISHED},
	{TCP_SYN_RECEIVED, EVENT_GOT_FIN, TCP_CLOSE_WAIT},
	{TCP_LISTEN, EVENT_SENT_ACK, TCP_ESTABLISHED},
	{TCP_LISTEN, EVENT_SENT_FIN, TCP_FIN_WAIT_1},
	{TCP_LISTEN, EVENT_GOT_ACK_OF_SYN, TCP_ESTABLISHED},
	/* Back: what was assumed to have arrived had not. */
	{TCP_SYN_RECEIVED, EVENT_SENT_SYN, TCP_SYN_SENT},
	{TCP_ESTABLISHED, EVENT_SENT_SYN, TCP_SYN_SENT},
	{TCP_ESTABLISHED, EVENT_REFUTED_ACK_OF_SYN, TCP_SYN_RECEIVED},
	{TCP_CLOSE_WAIT, EVENT_REFUTED_ACK_OF_SYN, TCP_SYN_RECEIVED},
	{TCP_FIN_WAIT_2, EVENT_REFUTED_ACK_OF_FIN, TCP_FIN_WAIT_1},
	{TCP_TIME_WAIT, EVENT_REFUTED_ACK_OF_FIN, TCP_CLOSING},
	{TCP_CLOSED, EVENT_REFUTED_ACK_OF_FIN, TCP_LAST_ACK},
	{TCP_CLOSE_WAIT, EVENT_REFUTED_FIN, TCP_ESTABLISHED},
	{TCP_CLOSING, EVENT_REFUTED_FIN, TCP_FIN_WAIT_1},
	{TCP_LAST_ACK, EVENT_REFUTED_FIN, TCP_FIN_WAIT_1},
	{TCP_TIME_WAIT, EVENT_REFUTED_FIN, TCP_FIN_WAIT_2},
	/* §3.10.7: a reset closes whatever it finds, and whoever sends one
	 * has no connection any more. */
	{TCP_LISTEN, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_SYN_SENT, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_SYN_RECEIVED, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_ESTABLISHED, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_FIN_WAIT_1, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_FIN_WAIT_2, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_CLOSE_WAIT, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_CLOSING, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_LAST_ACK, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_TIME_WAIT, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_SYN_SENT, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_ESTABLISHED, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_FIN_WAIT_1, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_FIN_WAIT_2, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_CLOSE_WAIT, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_CLOSING, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_LAST_ACK, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_TIME_WAIT, EVENT_GOT_RST, TCP_CLOSED},
	/* Begun too late: only what a segment proves. */
	{TCP_UNKNOWN, EVENT_SENT_SYN, TCP_SYN_SENT},
	{TCP_UNKNOWN, EVENT_SENT_SYN_ACK, TCP_SYN_RECEIVED},
	{TCP_UNKNOWN, EVENT_SENT_FIN, TCP_FIN_WAIT_1},
	{TCP_UNKNOWN, EVENT_SENT_RST, TCP_CLOSED},
	{TCP_UNKNOWN, EVENT_GOT_SYN_ACK, TCP_ESTABLISHED},
	{TCP_UNKNOWN, EVENT_GOT_FIN, TCP_CLOSE_WAIT},
	{TCP_UNKNOWN, EVENT_GOT_RST, TCP_CLOSED},
	{TCP_UNKNOWN, EVENT_PROVED_OPEN, TCP_ESTABLISHED},
};

/* States in which an event is no news: legal, and nothing moves. */
static const unsigned STAYS[TCP_EVENT_COUNT] = {
	/* A SYN is repeated until it is answered. */
	[EVENT_SENT_SYN] = BIT(SYN_SENT),
	[EVENT_SENT_SYN_ACK] = BIT(SYN_RECEIVED) | BIT(ESTABLISHED),
	[EVENT_SENT_ACK] = BIT(UNKNOWN) | SYNCHRONIZED,
	[EVENT_SENT_FIN] = HAS_CLOSED,
	[EVENT_SENT_RST] = BIT(CLOSED), /* §3.10.7.1 */
	/* A listener may drop it; where a connection is, RFC 5961 §4. */
	[EVENT_GOT_SYN] = BIT(UNKNOWN) | BIT(CLOSED) | BIT(LISTEN) |
                          BIT(SYN_RECEIVED) | SYNCHRONIZED,
	[EVENT_GOT_SYN_ACK] = SYNCHRONIZED,
	[EVENT_GOT_ACK_OF_SYN] = BIT(UNKNOWN) | SYNCHRONIZED,
	/* The same FIN again (§3.10.7.4, eighth). */
	[EVENT_GOT_FIN] = BIT(CLOSE_WAIT) | BIT(CLOSING) | BIT(LAST_ACK) |
                          BIT(TIME_WAIT),
	[EVENT_GOT_ACK_OF_FIN] = BIT(UNKNOWN) | BIT(FIN_WAIT_2) |
                                 BIT(TIME_WAIT),
	[EVENT_GOT_RST] = BIT(CLOSED) | BIT(LISTEN), /* §3.10.7.1, .2 */
	[EVENT_REFUTED_ACK_OF_SYN] = BIT(SYN_RECEIVED),
	[EVENT_REFUTED_ACK_OF_FIN] = BIT(FIN_WAIT_1) | BIT(CLOSING) |
                                     BIT(LAST_ACK),
	[EVENT_REFUTED_FIN] = BIT(ESTABLISHED) | BIT(FIN_WAIT_1) |
                              BIT(FIN_WAIT_2),
	[EVENT_PROVED_OPEN] = BIT(ESTABLISHED),
};

/* The arrow's end, or TCP_STATE_COUNT where there is none. */
static enum tcp_state arrow_from(enum tcp_state from, enum tcp_event event)
{
	for (size_t i = 0; i < ARRAY_LEN(ARROWS); i++)
		if (ARROWS[i].from == from && ARROWS[i].event == event)
			return ARROWS[i].to;
	return TCP_STATE_COUNT;
}

/* _i: every pair of a state and an event. */
START_TEST(test_every_pair_is_an_arrow_of_the_figure_or_stays_or_is_illegal)
{
	enum tcp_state from = (enum tcp_state)(_i / TCP_EVENT_COUNT);
	enum tcp_event event = (enum tcp_event)(_i % TCP_EVENT_COUNT);
	enum tcp_state arrow = arrow_from(from, event);
	bool stays = STAYS[event] & (1u << from), legal;
	enum tcp_state to = tcp_state_next(from, event, &legal);
	enum tcp_state want = arrow == TCP_STATE_COUNT ? from : arrow;

	ck_assert_msg(to == want, "%s, %s: to %s instead of %s",
	              tcp_state_name(from), tcp_event_name(event),
	              tcp_state_name(to), tcp_state_name(want));
	ck_assert_msg(legal == (stays || arrow != TCP_STATE_COUNT),
	              "%s, %s: %s", tcp_state_name(from), tcp_event_name(event),
	              legal ? "legal" : "illegal");
	ck_assert(!(stays && arrow != TCP_STATE_COUNT));
	ck_assert_int_eq(tcp_state_next(from, event, NULL), want);
}
END_TEST

START_TEST(test_every_state_can_be_reached_and_but_for_unknown_left)
{
	unsigned reached = BIT(CLOSED) | BIT(UNKNOWN) | BIT(LISTEN);

	for (unsigned round = 0; round < TCP_STATE_COUNT; round++)
		for (int from = 0; from < TCP_STATE_COUNT; from++)
			for (int on = 0; on < TCP_EVENT_COUNT; on++)
				if (reached & (1u << from))
					reached |= 1u << tcp_state_next(
							   from, on, NULL);
	ck_assert_uint_eq(reached, (1u << TCP_STATE_COUNT) - 1);
}
END_TEST

START_TEST(test_no_event_leads_to_unknown_or_out_of_a_reset)
{
	for (int from = 0; from < TCP_STATE_COUNT; from++)
		for (int on = 0; on < TCP_EVENT_COUNT; on++) {
			enum tcp_state to = tcp_state_next(from, on, NULL);

			ck_assert(to != TCP_UNKNOWN || from == TCP_UNKNOWN);
			if (on == EVENT_SENT_RST)
				ck_assert_int_eq(to, TCP_CLOSED);
		}
}
END_TEST

/* Whoever refuted what it was said to have got is where it was before. */
START_TEST(test_a_refuted_assumption_takes_back_what_it_brought)
{
	static const struct {
		enum tcp_event assumed, refuted;
	} PAIRS[] = {
		{EVENT_GOT_ACK_OF_SYN, EVENT_REFUTED_ACK_OF_SYN},
		{EVENT_GOT_ACK_OF_FIN, EVENT_REFUTED_ACK_OF_FIN},
		{EVENT_GOT_FIN, EVENT_REFUTED_FIN},
	};

	for (int from = TCP_CLOSED; from < TCP_STATE_COUNT; from++) {
		enum tcp_state to =
			tcp_state_next(from, PAIRS[_i].assumed, NULL);

		if (to == (enum tcp_state)from ||
		    (from == TCP_SYN_RECEIVED &&
		     PAIRS[_i].assumed == EVENT_GOT_FIN) ||
		    from == TCP_LISTEN)
			continue; /* two steps in one */
		ck_assert_msg(tcp_state_next(to, PAIRS[_i].refuted, NULL) ==
		                      (enum tcp_state)from,
		              "%s, %s and back", tcp_state_name(from),
		              tcp_event_name(PAIRS[_i].assumed));
	}
}
END_TEST

START_TEST(test_states_bear_the_names_of_the_rfc)
{
	static const char *const NAMES[TCP_STATE_COUNT] = {
		[TCP_UNKNOWN] = "UNKNOWN",
		[TCP_CLOSED] = "CLOSED",
		[TCP_LISTEN] = "LISTEN",
		[TCP_SYN_SENT] = "SYN-SENT",
		[TCP_SYN_RECEIVED] = "SYN-RECEIVED",
		[TCP_ESTABLISHED] = "ESTABLISHED",
		[TCP_FIN_WAIT_1] = "FIN-WAIT-1",
		[TCP_FIN_WAIT_2] = "FIN-WAIT-2",
		[TCP_CLOSE_WAIT] = "CLOSE-WAIT",
		[TCP_CLOSING] = "CLOSING",
		[TCP_LAST_ACK] = "LAST-ACK",
		[TCP_TIME_WAIT] = "TIME-WAIT",
	};

	for (int state = 0; state < TCP_STATE_COUNT; state++)
		ck_assert_str_eq(tcp_state_name(state), NAMES[state]);
}
END_TEST

START_TEST(test_every_event_has_a_name_of_its_own)
{
	for (int a = 0; a < TCP_EVENT_COUNT; a++) {
		ck_assert_ptr_nonnull(tcp_event_name(a));
		for (int b = 0; b < a; b++)
			ck_assert_str_ne(tcp_event_name(a), tcp_event_name(b));
	}
}
END_TEST

START_TEST(test_synchronized_are_the_states_from_established_on)
{
	for (int state = 0; state < TCP_STATE_COUNT; state++)
		ck_assert(tcp_state_synchronized(state) ==
		          ((SYNCHRONIZED >> state & 1) == 1));
}
END_TEST

Suite *tcp_state_suite(void)
{
	Suite *suite = suite_create("tcp_state");
	TCase *tcase = tcase_create("table");

	tcase_add_loop_test(
		tcase,
		test_every_pair_is_an_arrow_of_the_figure_or_stays_or_is_illegal,
		0, TCP_STATE_COUNT * TCP_EVENT_COUNT);
	tcase_add_test(
		tcase,
		test_every_state_can_be_reached_and_but_for_unknown_left);
	tcase_add_test(tcase, test_no_event_leads_to_unknown_or_out_of_a_reset);
	tcase_add_loop_test(
		tcase, test_a_refuted_assumption_takes_back_what_it_brought, 0,
		3);
	tcase_add_test(tcase, test_states_bear_the_names_of_the_rfc);
	tcase_add_test(tcase, test_every_event_has_a_name_of_its_own);
	tcase_add_test(tcase,
	               test_synchronized_are_the_states_from_established_on);
	suite_add_tcase(suite, tcase);
	return suite;
}
