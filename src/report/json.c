/* SPDX-License-Identifier: BSD-2-Clause
 *
 * --json and --ndjson.  One document:
 *
 *   {"schema":…,"files":[…],"capture":{…},"connections":[…],"listeners":[…]}
 *
 * or one connection a line and the rest in a last one:
 *
 *   {"type":"connection",…}
 *   {"type":"capture","schema":…,"files":[…],"capture":{…},"listeners":[…]}
 *
 * Either is written piece by piece: a file, a connection, a listener at a
 * time.  The frame, of which there is little, is jansson's; connections, of
 * which there may be millions, json_writer's.
 */
#include "config.h"

#include <assert.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "report/json_connection.h"
#include "report/json_text.h"
#include "report/report.h"
#include "report/show.h"
#include "track/words.h"

#define SCHEMA "tcpladder/1"
#define NS_PER_SEC INT64_C(1000000000)

/* Digits that give back nanoseconds: a double holds fifteen of any number,
 * and a sixteenth of those that need it here, up to 97 days. */
#define FEW_DIGITS 15
#define MORE_DIGITS 16
#define FEW_DIGITS_MAX (INT64_C(1000000) * NS_PER_SEC)

struct json_report {
	struct json_writer writer;
	struct json_connection connection;
	const char *gap; /* between the items of a list: a line, or nothing */
};

/* Memory that is gone ends the program, as everywhere. */
static void *allocate(size_t size)
{
	return xreallocarray(NULL, size, 1);
}

void report_prepare(void)
{
	json_object_seed(0);
}

/* Writes the value, and frees it.  `longest` is the longest time in it. */
static void put(const struct report *report, json_t *value, int64_t longest)
{
	bool few = longest < FEW_DIGITS_MAX && longest > -FEW_DIGITS_MAX;

	assert(value);
	json_text_dump(value,
	               JSON_COMPACT | JSON_REAL_PRECISION(few ? FEW_DIGITS
	                                                      : MORE_DIGITS),
	               report->style.out);
	json_decref(value);
}

static json_t *seconds(bool known, int64_t ns)
{
	return known ? json_real((double)ns / (double)NS_PER_SEC) : json_null();
}

static json_t *number(bool known, uint64_t value)
{
	return known ? json_integer((json_int_t)value) : json_null();
}

static void put_file(const struct report *report, size_t index)
{
	const struct capture_file *f = &report->facts->files[index];
	struct text name = {0};

	json_text_valid(&name, f->name);
	/* clang-format off */
	put(report,
	    json_pack("{s:s, s:s?, s:s?, s:o, s:o, s:I, s:b}",
	              "name", text_string(&name),
	              "format", f->format,
	              "link_type", f->link_type,
	              "snapshot_length", number(f->format, f->snapshot_length),
	              "first_packet", number(f->packets, f->first_packet),
	              "packets", (json_int_t)f->packets,
	              "cut_short", f->cut_short),
	    0);
	/* clang-format on */
	text_fini(&name);
}

static json_t *listener_finding(const struct report *report,
                                const struct listener *l,
                                const struct listener_finding *f)
{
	struct text client = {0}, message = {0};
	enum rule rule = (enum rule)f->rule;
	json_t *value;

	show_address(&client, &f->client);
	words_listener_finding(l, f, &message);
	/* clang-format off */
	value = json_pack(
		"{s:s, s:s, s:o, s:o, s:s, s:s?, s:s, s:s, s:n, s:n}",
		"rule", rule_slug(rule),
		"severity", severity_name((enum severity)f->severity),
		"packet", number(f->packet, f->packet),
		"time", seconds(f->packet,
		                json_between(report->facts->start, f->time)),
		"from", f->of_client ? "client" : "server",
		"client", f->of_client ? text_string(&client) : NULL,
		"message", text_string(&message),
		"source", rule_source(rule), "expected", "actual");
	/* clang-format on */
	text_fini(&client);
	text_fini(&message);
	return value;
}

static json_t *listener_findings(const struct report *report,
                                 const struct listener *l)
{
	json_t *all = json_array();

	for (uint32_t i = 0; i < l->finding_count; i++)
		json_array_append_new(
			all, listener_finding(report, l, &l->findings[i]));
	return all;
}

static void put_listener(const struct report *report, size_t index)
{
	const struct listener *l = &report->facts->listeners[index];
	int64_t peak = json_between(report->facts->start, l->half_open.time);
	struct text address = {0};

	show_address(&address, &l->end);
	/* clang-format off */
	put(report,
	    json_pack("{s:s, s:i, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I,"
	              " s:I, s:I, s:I, s:b, s:o}",
	              "address", text_string(&address),
	              "port", l->end.port,
	              "connections", (json_int_t)l->connections,
	              "half_open_peak", (json_int_t)l->half_open.most,
	              "half_open_peak_time", seconds(l->half_open.most, peak),
	              "refused", (json_int_t)l->outcomes[OUTCOME_REFUSED],
	              "unanswered", (json_int_t)l->outcomes[OUTCOME_UNANSWERED],
	              "closed", (json_int_t)l->outcomes[OUTCOME_CLOSED],
	              "reset", (json_int_t)l->outcomes[OUTCOME_RESET],
	              "half_open", (json_int_t)l->outcomes[OUTCOME_HALF_OPEN],
	              "close_wait_peak", (json_int_t)l->close_wait.most,
	              "time_wait_peak", (json_int_t)l->time_wait.most,
	              "sources", (json_int_t)sources_count(&l->sources),
	              "sources_exact", sources_exact(&l->sources),
	              "findings", listener_findings(report, l)),
	    json_between(report->facts->start, report->facts->end));
	/* clang-format on */
	text_fini(&address);
}

/* Those that occurred. */
static json_t *outcomes(const struct tracker_totals *totals)
{
	json_t *counts = json_object();

	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (totals->outcomes[i])
			json_object_set_new(counts,
			                    outcome_name((enum outcome)i),
			                    number(true, totals->outcomes[i]));
	return counts;
}

static json_t *findings(const struct tracker_totals *totals)
{
	json_t *counts = json_object();

	for (int i = SEVERITY_COUNT - 1; i >= 0; i--)
		json_object_set_new(counts, severity_name((enum severity)i),
		                    number(true, totals->findings[i]));
	return counts;
}

/* clang-format off */
static json_t *skipped(const struct report_facts *f)
{
	return json_pack("{s:I, s:I, s:I, s:I}",
	                 "not_ip", (json_int_t)f->kinds[PACKET_NOT_IP],
	                 "not_tcp", (json_int_t)f->kinds[PACKET_NOT_TCP],
	                 "fragment", (json_int_t)f->kinds[PACKET_FRAGMENT],
	                 "malformed", (json_int_t)f->kinds[PACKET_MALFORMED]);
}
/* clang-format on */

static void put_capture(const struct report *report)
{
	const struct report_facts *f = report->facts;
	int64_t duration = json_between(f->start, f->end);
	struct text start = {0};

	if (f->packets) {
		show_utc(&start, f->start, 'T', 9);
		text_add(&start, "Z");
	}
	/* clang-format off */
	put(report,
	    json_pack("{s:I, s:I, s:o, s:s?, s:o, s:I, s:I, s:I, s:I, s:o, s:o}",
	              "packets", (json_int_t)f->packets,
	              "tcp_segments", (json_int_t)f->kinds[PACKET_SEGMENT],
	              "skipped", skipped(f),
	              "start", f->packets ? text_string(&start) : NULL,
	              "duration", seconds(f->packets, duration),
	              "backwards", (json_int_t)f->backwards,
	              "connections", (json_int_t)f->totals->connections,
	              "connections_unlisted", (json_int_t)f->totals->unlisted,
	              "connections_evicted", (json_int_t)f->totals->evicted,
	              "outcomes", outcomes(f->totals),
	              "findings", findings(f->totals)),
	    duration);
	/* clang-format on */
	text_fini(&start);
}

static void put_list(const struct report *report, const char *name,
                     size_t count,
                     void (*put_item)(const struct report *, size_t))
{
	const struct json_report *own = report->own;
	FILE *out = report->style.out;

	fprintf(out, "\"%s\":[", name);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? "," : "", out);
		fputs(own->gap, out);
		put_item(report, i);
	}
	fprintf(out, "%s]", count ? own->gap : "");
}

/* From "schema" to "capture". */
static void put_head(const struct report *report)
{
	const struct json_report *own = report->own;
	FILE *out = report->style.out;

	fprintf(out, "\"schema\":\"%s\",%s", SCHEMA, own->gap);
	put_list(report, "files", report->facts->file_count, put_file);
	fprintf(out, ",%s\"capture\":", own->gap);
	put_capture(report);
	fprintf(out, ",%s", own->gap);
}

static void put_listeners(const struct report *report)
{
	put_list(report, "listeners", report->facts->listener_count,
	         put_listener);
}

static void put_connection(struct report *report, const struct connection *c)
{
	struct json_report *own = report->own;

	own->connection.start = report->facts->start;
	json_connection_write(&own->connection, c);
	writer_flush(&own->writer);
}

static void begin(struct report *report, const char *gap)
{
	struct json_report *own = xzalloc(sizeof(*own));

	json_set_alloc_funcs(allocate, free);
	writer_init(&own->writer, report->style.out);
	own->connection.writer = &own->writer;
	own->gap = gap;
	report->own = own;
}

static void end(struct report *report)
{
	struct json_report *own = report->own;

	text_fini(&own->connection.scratch);
	free(own);
	report->own = NULL;
}

static void begin_document(struct report *report)
{
	begin(report, "\n");
	fputs("{", report->style.out);
	put_head(report);
	fputs("\"connections\":[", report->style.out);
}

static void document_connection(struct report *report,
                                const struct connection *c)
{
	fputs(report->written ? ",\n" : "\n", report->style.out);
	put_connection(report, c);
}

static void end_document(struct report *report)
{
	fputs(report->written ? "\n],\n" : "],\n", report->style.out);
	put_listeners(report);
	fputs("}\n", report->style.out);
	end(report);
}

static void begin_lines(struct report *report)
{
	begin(report, "");
}

static void line_connection(struct report *report, const struct connection *c)
{
	put_connection(report, c);
	fputc('\n', report->style.out);
	if (report->live)
		fflush(report->style.out);
}

static void end_lines(struct report *report)
{
	fputs("{\"type\":\"capture\",", report->style.out);
	put_head(report);
	put_listeners(report);
	fputs("}\n", report->style.out);
	fflush(report->style.out);
	end(report);
}

const struct report_format report_json = {
	.name = "json",
	.zeek = true,
	.begin = begin_document,
	.connection = document_connection,
	.end = end_document,
};

const struct report_format report_ndjson = {
	.name = "ndjson",
	.streams = true,
	.zeek = true,
	.begin = begin_lines,
	.connection = line_connection,
	.end = end_lines,
};
