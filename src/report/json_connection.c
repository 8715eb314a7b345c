/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Field for field what schema/tcpladder-1.schema.json says.  Unknown is null:
 * never 0, never left out.
 */
#include "config.h"

#include "report/json_connection.h"

#include "report/show.h"
#include "track/marks.h"
#include "track/outcome.h"
#include "track/tcp_state.h"
#include "track/words.h"

/* From one moment to another, or null where one of them is not seen, or their
 * times are the wrong way round. */
static void write_span(struct json_writer *w, const char *key,
                       const struct moment *from, const struct moment *to)
{
	if (from->packet && to->packet && from->time <= to->time)
		writer_seconds(w, key, json_between(from->time, to->time));
	else
		writer_null(w, key);
}

/* true or false, or null where it is not known. */
static void write_fact(struct json_writer *w, const char *key, bool known,
                       bool value)
{
	if (known)
		writer_bool(w, key, value);
	else
		writer_null(w, key);
}

/* Writes what the scratch holds, a sentence, and empties it. */
static void write_scratch(struct json_connection *j, const char *key)
{
	writer_string(j->writer, key, text_string(&j->scratch));
	text_clear(&j->scratch);
}

static void write_endpoint(struct json_connection *j, const char *key,
                           const struct connection *c, enum dir dir)
{
	const struct half *half = &c->half[dir];
	struct json_writer *w = j->writer;

	writer_open(w, key, '{');
	show_address(&j->scratch, &c->end[dir]);
	writer_word(w, "address", text_string(&j->scratch));
	text_clear(&j->scratch);
	writer_number(w, "port", c->end[dir].port);
	writer_known(w, "initial_sequence", half->syn_seen, half->iss);
	writer_number(w, "segments", half->segments);
	writer_number(w, "payload_bytes", half->payload_bytes);
	writer_number(w, "retransmissions", half->retransmissions);
	writer_number(w, "retransmitted_bytes", half->retransmitted_bytes);
	writer_number(w, "zero_window_stalls", c->stalls[dir]);
	writer_seconds(w, "zero_window_time", (int64_t)c->stall_time[dir]);
	writer_number(w, "gaps", c->gaps[dir]);
	writer_known(w, "mss", half->options_seen && half->mss_seen, half->mss);
	writer_known(w, "window_scale",
	             half->options_seen && half->scale_offered,
	             half->offered_scale);
	write_fact(w, "sack_permitted", half->options_seen,
	           half->sack_permitted);
	write_fact(w, "timestamps", half->options_seen, half->timestamps);
	writer_word(w, "final_state", tcp_state_name(half->state));
	writer_close(w, '}');
}

static void write_handshake(struct json_writer *w, const struct connection *c)
{
	const struct opening *o = &c->opening;
	const struct moment third = connection_third_ack(c);

	writer_open(w, "handshake", '{');
	writer_word(w, "kind", handshake_name(connection_handshake(c)));
	writer_packet(w, "syn", o->syn.packet);
	writer_packet(w, "syn_ack", o->syn_ack.packet);
	writer_packet(w, "ack", o->ack.packet);
	write_span(w, "rtt", &o->last_syn, &third);
	write_span(w, "opened_after", &o->syn, &third);
	writer_number(w, "syn_retransmissions", o->syns ? o->syns - 1u : 0);
	writer_number(w, "syn_ack_retransmissions",
	              o->syn_acks ? o->syn_acks - 1u : 0);
	writer_close(w, '}');
}

static void write_close(struct json_writer *w, const struct connection *c)
{
	const struct closing *cl = &c->closing;
	enum dir closer;
	bool closed = connection_closer(c, &closer);

	writer_open(w, "close", '{');
	writer_word(w, "kind", close_name(connection_close(c)));
	writer_word(w, "initiator", closed ? words_side(c, closer) : NULL);
	writer_packet(w, "fin_1", cl->fin[0].packet);
	writer_packet(w, "ack_1", cl->ack[0].packet);
	writer_packet(w, "fin_2", cl->fin[1].packet);
	writer_packet(w, "ack_2", cl->ack[1].packet);
	writer_packet(w, "reset", cl->reset.packet);
	writer_word(w, "reset_by",
	            cl->reset.packet ? words_side(c, cl->reset_by) : NULL);
	writer_number(w, "fin_1_retransmissions", cl->fin_retransmissions[0]);
	writer_number(w, "fin_2_retransmissions", cl->fin_retransmissions[1]);
	writer_close(w, '}');
}

static void write_checks(struct json_writer *w, const struct connection *c)
{
	writer_open(w, "checks", '[');
	for (int i = 0; i < EQUATION_COUNT; i++) {
		const struct check *check = &c->checks[i];

		writer_open(w, NULL, '{');
		writer_word(w, "rule", equation_name((enum equation)i));
		writer_word(w, "verdict",
		            verdict_name((enum verdict)check->verdict));
		writer_packet(w, "packet", check->packet);
		writer_known(w, "expected", check->expected_known,
		             check->expected);
		writer_known(w, "actual", check->verdict != VERDICT_NOT_SEEN,
		             check->actual);
		writer_close(w, '}');
	}
	writer_close(w, ']');
}

static void write_finding(struct json_connection *j, const struct connection *c,
                          const struct finding *f)
{
	struct json_writer *w = j->writer;
	enum rule rule = (enum rule)f->rule;

	writer_open(w, NULL, '{');
	writer_word(w, "rule", rule_slug(rule));
	writer_word(w, "severity", severity_name((enum severity)f->severity));
	writer_packet(w, "packet", f->packet);
	writer_word(w, "from", words_side(c, f->from));
	words_finding(c, f, &j->scratch);
	write_scratch(j, "message");
	writer_word(w, "source", rule_source(rule));
	writer_known(w, "expected", f->numbered, f->expected);
	writer_known(w, "actual", f->numbered, f->actual);
	writer_close(w, '}');
}

static void write_findings(struct json_connection *j,
                           const struct connection *c)
{
	writer_open(j->writer, "findings", '[');
	for (uint32_t i = 0; i < c->finding_count; i++)
		write_finding(j, c, &c->findings[i]);
	writer_close(j->writer, ']');
	writer_number(j->writer, "findings_omitted", c->findings_omitted);
}

/* As the peers would say it. */
static void write_peers(struct json_writer *w, const struct connection *c)
{
	char history[ZEEK_HISTORY_SIZE];

	writer_open(w, "wireshark", '{');
	writer_number(w, "completeness", c->completeness);
	writer_close(w, '}');
	writer_open(w, "zeek", '{');
	if (c->zeek)
		zeek_history(c->zeek, history, sizeof(history));
	writer_word(w, "conn_state", c->zeek ? zeek_conn_state(c->zeek) : NULL);
	writer_word(w, "history", c->zeek ? history : NULL);
	writer_close(w, '}');
}

static void write_earlier(struct json_writer *w, const struct connection *c)
{
	const struct earlier *e = &c->earlier;

	if (!e->known) {
		writer_null(w, "earlier");
		return;
	}
	writer_open(w, "earlier", '{');
	writer_number(w, "stream", e->stream);
	writer_seconds(w, "gap", e->gap);
	writer_word(w, "kind",
	            rule_slug(connection_has(c, RULE_SYN_CHANGED)
	                              ? RULE_SYN_CHANGED
	                              : RULE_PORT_REUSED));
	writer_close(w, '}');
}

static void write_marks(struct json_writer *w, uint32_t marks)
{
	writer_open(w, "marks", '[');
	for (unsigned mark = 0; marks >> mark; mark++)
		if (marks >> mark & 1)
			writer_word(w, NULL, mark_name((enum mark)mark));
	writer_close(w, ']');
}

static void write_segment(struct json_connection *j, const struct connection *c,
                          const struct record *r)
{
	struct json_writer *w = j->writer;
	enum dir client = (enum dir)c->client;
	bool acks = r->flags & SEG_ACK;
	char flags[SHOW_FLAGS_MAX];

	writer_open(w, NULL, '{');
	writer_number(w, "packet", r->packet);
	writer_seconds(w, "time", json_between(j->start, r->time));
	writer_word(w, "from", words_side(c, r->dir));
	*show_put_flags(flags, r->flags) = '\0';
	writer_word(w, "flags", flags);
	writer_number(w, "seq", r->rel_seq);
	writer_known(w, "ack", acks, r->rel_ack);
	writer_number(w, "raw_seq", r->seq);
	writer_known(w, "raw_ack", acks, r->ack);
	writer_number(w, "len", r->bytes);
	writer_number(w, "window", r->window);
	writer_word(w, "label", label_name((enum label)r->label));
	writer_word(w, "client_state", tcp_state_name(record_state(r, client)));
	writer_word(w, "server_state",
	            tcp_state_name(record_state(r, dir_peer(client))));
	writer_packet(w, "crossed_by", r->crossed_by);
	write_marks(w, r->marks);
	writer_close(w, '}');
}

/* This side's next record from there on that is no run; NULL: there is none. */
static const struct record *next_of(const struct connection *c, enum dir dir,
                                    uint32_t *at)
{
	while (*at < c->record_count &&
	       (c->records[*at].run || c->records[*at].dir != dir))
		++*at;
	return *at < c->record_count ? &c->records[*at] : NULL;
}

/* What was kept of them, as --segments demanded; runs of ordinary ones are
 * kept for the ladder alone.  They are kept in the order they passed, and
 * written in the capture's; what one side sent is in order in both (early.h). */
static void write_segments(struct json_connection *j,
                           const struct connection *c)
{
	uint32_t at[DIR_COUNT] = {0, 0};
	const struct record *one, *other;

	writer_open(j->writer, "segments", '[');
	for (;;) {
		one = next_of(c, DIR_0, &at[DIR_0]);
		other = next_of(c, DIR_1, &at[DIR_1]);
		if (!one && !other)
			break;
		if (!other || (one && one->packet < other->packet))
			other = one;
		write_segment(j, c, other);
		at[other->dir]++;
	}
	writer_close(j->writer, ']');
	writer_number(j->writer, "segments_omitted", c->records_omitted);
}

void json_connection_write(struct json_connection *j,
                           const struct connection *c)
{
	struct json_writer *w = j->writer;

	w->first = true;
	writer_open(w, NULL, '{');
	writer_word(w, "type", "connection");
	writer_number(w, "stream", c->stream);
	writer_seconds(w, "start", json_between(j->start, c->first.time));
	writer_seconds(w, "duration",
	               json_between(c->first.time, c->last.time));
	write_endpoint(j, "client", c, (enum dir)c->client);
	write_endpoint(j, "server", c, dir_peer((enum dir)c->client));
	writer_bool(w, "client_guessed", c->client_guessed);
	writer_word(w, "outcome", outcome_name(connection_outcome(c)));
	words_summary(c, &j->scratch);
	write_scratch(j, "summary");
	write_handshake(w, c);
	write_close(w, c);
	write_checks(w, c);
	write_findings(j, c);
	write_peers(w, c);
	write_earlier(w, c);
	writer_number(w, "copies", c->copies);
	writer_bool(w, "evicted", c->evicted);
	write_segments(j, c);
	writer_close(w, '}');
}
