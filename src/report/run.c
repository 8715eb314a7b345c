/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/run.h"

#include <inttypes.h>

#include "decode/ftp.h"
#include "decode/vnc.h"
#include "report/survey.h"

#define PROGRESS_PACKETS 65536 /* between two calls; a power of two */
#define MANY_CONNECTIONS 4096  /* more than the caches hold */

struct run {
	const struct run_options *options;
	struct capture *capture;
	struct report report;
	struct report_facts facts;
	struct tracker *tracker;
	const struct survey *survey; /* of the first reading, or NULL */
	uint64_t omitted; /* segments of connections shown, not kept */
	bool batches;     /* segments are fed many at a time */
	unsigned waiting_count;
	struct segment waiting[TRACKER_BATCH];
};

/* --stream and --problems. */
static bool wanted(const struct run_options *o, const struct connection *c)
{
	if (o->wanted && !o->wanted(o->wanted_context, c->stream))
		return false;
	if (!o->problems)
		return true;
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].severity >= SEVERITY_WARNING)
			return true;
	return false;
}

/* Whether the segments of this connection are kept, so that it can be shown. */
static bool is_kept(const void *context, uint64_t stream, uint64_t packet)
{
	const struct run *run = context;
	const struct run_options *o = run->options;

	return run->survey ? survey_has(run->survey, packet)
	                   : o->wanted(o->wanted_context, stream);
}

static void show(const struct connection *c, void *context)
{
	struct run *run = context;

	if (!wanted(run->options, c))
		return;
	run->report.format->connection(&run->report, c);
	run->report.written++;
	run->omitted += c->records_omitted;
}

/* The same in brief. */
static bool wanted_brief(const struct run_options *o, const struct brief *b)
{
	if (o->wanted && !o->wanted(o->wanted_context, b->stream))
		return false;
	return !o->problems ||
	       (b->rule_count && b->severities[0] >= SEVERITY_WARNING);
}

static void show_brief(const struct brief *b, void *context)
{
	struct run *run = context;

	if (!wanted_brief(run->options, b))
		return;
	run->report.format->brief(&run->report, b);
	run->report.written++;
}

/* Of the first of all, or of one that is earlier than another before it. */
static void count_time(struct report_facts *facts, const struct frame *frame)
{
	if (facts->packets == 1)
		facts->start = facts->earliest = facts->latest = frame->time;
	else if (frame->time < facts->end && !facts->backwards++)
		facts->first_backwards = frame->number;
	if (frame->time < facts->earliest)
		facts->earliest = frame->time;
}

static void count(struct report_facts *facts, const struct frame *frame,
                  enum packet_kind kind, const struct decoded *decoded)
{
	if (facts->packets++ && frame->time >= facts->latest)
		facts->latest = frame->time;
	else
		count_time(facts, frame);
	facts->end = frame->time;
	facts->kinds[kind]++;
	facts->segments += decoded->count;
}

/* Those that wait go to the tracker. */
static void flush(struct run *run)
{
	tracker_feed_all(run->tracker, run->waiting, run->waiting_count);
	run->waiting_count = 0;
}

/* One whose bytes are asked for waits for no other, as they go with the next
 * frame. */
static bool may_wait(const struct run *run, const struct segment *s)
{
	return run->batches && !ftp_is_control(s) && !vnc_greets(s);
}

static void take(struct run *run, const struct segment *segment)
{
	const struct run_options *o = run->options;

	if (may_wait(run, segment)) {
		run->waiting[run->waiting_count++] = *segment;
		if (run->waiting_count == TRACKER_BATCH)
			flush(run);
		return;
	}
	if (run->waiting_count)
		flush(run);
	tracker_feed(run->tracker, segment);
	if (o->segment)
		o->segment(o->segment_context, segment);
}

/* Of an ICMP error: those before it have their numbers first. */
static void take_quoted(struct run *run, const struct segment *quoted)
{
	flush(run);
	tracker_quote(run->tracker, quoted);
}

/* Segments wait for each other only where there are connections enough that
 * it pays, and never where the next may be long in coming. */
static void choose_batches(struct run *run)
{
	run->batches = !run->report.live && !run->options->segment &&
	               run->facts.totals->connections >= MANY_CONNECTIONS;
}

static enum capture_status read_all(struct run *run, struct decoder *decoder,
                                    struct fault *fault)
{
	struct decoded decoded;
	struct frame frame;
	enum capture_status status;

	while ((status = capture_next(run->capture, &frame, fault)) ==
	       CAPTURE_FRAME) {
		enum packet_kind kind;

		if (run->survey && frame.number > run->survey->packets)
			break; /* it has grown since */
		kind = decoder_feed(decoder, &frame, &decoded);
		count(&run->facts, &frame, kind, &decoded);
		for (unsigned i = 0; i < decoded.count; i++)
			take(run, &decoded.segments[i]);
		if (!decoded.count && decoded.quotes)
			take_quoted(run, &decoded.quoted);
		if (run->facts.packets % PROGRESS_PACKETS)
			continue;
		choose_batches(run);
		if (run->options->progress)
			run->options->progress(run->capture,
			                       run->facts.packets);
	}
	flush(run);
	return status;
}

/* Everything is read: settle what is open, and write what was not handed on. */
static void finish(struct run *run)
{
	bool handed = run->report.format->streams ||
	              run->report.format->headless;
	size_t streams = handed ? 0 : tracker_streams(run->tracker);

	run->facts.files = capture_files(run->capture, &run->facts.file_count);
	tracker_finish(run->tracker, run->facts.end);
	run->facts.listeners =
		tracker_listeners(run->tracker, &run->facts.listener_count);
	if (!handed)
		run->report.format->begin(&run->report);
	for (size_t i = 0; i < streams; i++) {
		const struct connection *c =
			tracker_connection(run->tracker, i);

		if (c)
			show(c, run);
	}
	run->report.format->end(&run->report);
}

/* A pipe's end is not known, nor when it will bring more. */
static bool is_live(const struct capture *capture)
{
	uint64_t read, all;

	capture_progress(capture, &read, &all);
	return all == 0;
}

/* Some reports are nothing without the segments that are not kept. */
static int judge_whole(const struct run *run, struct fault *fault)
{
	if (!run->omitted || !run->report.format->whole)
		return 0;
	return fault_set(fault,
	                 "%" PRIu64 " segments are not kept, being past "
	                 "--max-segments=%" PRIu32 " of their connection",
	                 run->omitted, run->options->max_segments);
}

/* One reading; the second, where there is a survey. */
static int read_once(struct capture *capture, const struct run_options *options,
                     const struct survey *survey, struct fault *fault)
{
	struct run run = {
		.options = options, .capture = capture, .survey = survey};
	struct tracker_options wants = {
		.connection = {.keep = report_keep(options->format,
	                                           &options->style),
	                       .keep_max = options->max_segments,
	                       .ignored = options->ignored,
	                       .zeek = options->format->zeek},
		.sink = options->format->streams || options->format->headless
	                        ? show
	                        : NULL,
		.brief = options->format->brief ? show_brief : NULL,
		.streams = options->format->streams,
		.context = &run,
		.shown = options->wanted || survey ? is_kept : NULL,
		.shown_context = &run,
		.most = options->most,
		.shelf = options->shelf,
		.room = options->room,
		.linger = options->linger,
		.idle = options->idle,
	};
	struct decoder_options decoding = {options->checksums};
	struct decoder *decoder = decoder_new(&decoding);
	enum capture_status status;

	run.tracker = tracker_new(&wants);
	run.facts.totals = tracker_totals(run.tracker);
	run.report = (struct report){.format = options->format,
	                             .style = options->style,
	                             .facts = &run.facts,
	                             .live = is_live(capture)};
	if (run.report.format->streams || run.report.format->headless)
		run.report.format->begin(&run.report);
	status = read_all(&run, decoder, fault);
	run.facts.jumbograms = decoder_jumbograms(decoder);
	finish(&run);
	if (status != CAPTURE_FAULT && judge_whole(&run, fault) < 0)
		status = CAPTURE_FAULT;
	tracker_free(run.tracker);
	if (options->shelf)
		shelf_clear(options->shelf);
	decoder_free(decoder);
	return status == CAPTURE_FAULT ? -1 : 0;
}

/* ---- the first reading ---- */

static void note(struct report *r, const struct connection *c)
{
	survey_add(r->style.wishes, c);
}

static void pass(struct report *r)
{
	(void)r;
}

/* Packets read, those that a filter left out too. */
static uint64_t packets_of(const struct capture *capture)
{
	uint64_t sum = 0;
	size_t count;
	const struct capture_file *files = capture_files(capture, &count);

	for (size_t i = 0; i < count; i++)
		sum += files[i].packets;
	return sum;
}

/* Whether it can be known only at the end of what segments there is need, and
 * there is an end to begin again after. */
static bool is_surveyed(const struct capture *capture,
                        const struct run_options *o)
{
	return o->problems && !o->format->streams &&
	       report_keep(o->format, &o->style) != KEEP_NONE &&
	       capture_rereadable(capture);
}

int run_report(struct capture *capture, const struct run_options *options,
               struct fault *fault)
{
	static const struct report_format noting = {
		.name = "survey",
		.headless = true,
		.begin = pass,
		.connection = note,
		.end = pass,
	};
	struct run_options first = *options;
	struct survey survey = {.count = 0};
	struct fault twice = {""}; /* what stops one reading stops both */
	int result;

	if (!is_surveyed(capture, options))
		return read_once(capture, options, NULL, fault);
	first.format = &noting;
	first.style.wishes = &survey;
	first.style.segments = KEEP_NONE;
	first.segment = NULL;
	(void)read_once(capture, &first, NULL, &twice);
	survey_close(&survey, packets_of(capture));
	result = capture_rewind(capture, fault);
	if (result == 0)
		result = read_once(capture, options, &survey, fault);
	survey_fini(&survey);
	return result;
}
