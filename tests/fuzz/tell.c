/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broken.h"
#include "compare/compare.h"
#include "decode/decode.h"
#include "expect/expect.h"
#include "expect/record.h"
#include "options_check.h"
#include "report/run.h"

static const char *const names[] = {
	"ladder", "list",   "json", "ndjson", "check",  "junit",
	"sarif",  "github", "tap",  "record", "expect", "compare",
};
_Static_assert(sizeof(names) / sizeof(*names) == FORM_COUNT,
               "a name for every form");

const char *form_name(enum form form)
{
	return names[form];
}

/* What is silent is put away at once: nobody may notice. */
static struct shelf *shelf(void)
{
	static struct shelf *only;

	if (!only)
		only = shelf_new();
	return only;
}

static struct run_options plan(const struct wish *w,
                               const struct report_format *format, FILE *out)
{
	struct run_options run = {
		.format = format,
		.style = w->style,
		.linger = w->linger,
		.checksums = w->checksums,
		.problems = w->problems,
		.shelf = shelf(),
	};

	run.style.out = out;
	return run;
}

/* Returns false where the files cannot be opened. */
static bool read_files(const char *const *files, size_t count,
                       const struct run_options *run, struct fault *fault)
{
	static const struct capture_options OPTIONS = {
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
		.twice = true,
	};
	struct capture *capture = capture_open(files, count, &OPTIONS, fault);

	if (!capture) {
		if (!fault_is_set(fault))
			broken("a file is refused without a reason");
		return false;
	}
	if (run_report(capture, run, fault) < 0 && !fault_is_set(fault))
		broken("reading stopped without a reason");
	capture_close(capture);
	return true;
}

static bool read_plainly(const struct wish *w, struct told *told, FILE *out)
{
	static const struct report_format *const formats[] = {
		[FORM_LADDER] = &report_ladder,
		[FORM_LIST] = &report_list,
		[FORM_JSON] = &report_json,
		[FORM_NDJSON] = &report_ndjson,
	};
	struct run_options run = plan(w, formats[w->form], out);

	return read_files(w->files, w->file_count, &run, &told->fault);
}

static bool judge(const struct wish *w, struct told *told, FILE *out)
{
	struct verdicts verdicts = {.keep = w->form != FORM_CHECK};
	struct options_check wanted;
	struct check_plan checks;
	struct run_options run = plan(w, &report_check, out);
	bool opened;

	options_check_init(&wanted);
	options_check_plan(&wanted, &checks);
	checks.verdicts = &verdicts;
	run.style.check = &checks;
	if (w->form == FORM_CHECK)
		verdicts.lines = out;
	verdicts_file(&verdicts, w->label);
	opened = read_files(w->files, w->file_count, &run, &told->fault);
	if (opened)
		check_settle(&checks);
	if (fault_is_set(&told->fault))
		verdicts_trouble(&verdicts, told->fault.text);
	if (verdicts.lines)
		verdicts_totals(&verdicts);
	else
		ci_find(form_name(w->form), strlen(form_name(w->form)))
			->write(&verdicts, out);
	memcpy(told->found, verdicts.found, sizeof(told->found));
	verdicts_fini(&verdicts);
	options_check_fini(&wanted);
	return opened;
}

static bool record(const struct wish *w, struct told *told, FILE *out)
{
	struct recording recording = {.with_ends = w->ends};
	struct run_options run = plan(w, &report_record, out);

	run.problems = false; /* of no connections, nothing is recorded */
	run.style.segments = KEEP_ALL;
	run.style.wishes = &recording;
	return read_files(w->files, w->file_count, &run, &told->fault);
}

static bool hold(const struct wish *w, struct told *told, FILE *out)
{
	struct wish recorder = *w;
	struct verdicts verdicts = {.keep = true};
	struct fault fault = {""};
	struct model model;
	struct expectation e = {.model = &model, .verdicts = &verdicts};
	struct run_options run = plan(w, &report_expect, out);
	struct told recorded;
	bool opened;

	recorder.form = FORM_RECORD;
	opened = told_init(&recorded, &recorder);
	if (opened && model_parse(&model, "recorded", recorded.text,
	                          recorded.len, &fault) < 0)
		broken("what --record writes is refused: %s\n%s", fault.text,
		       recorded.text);
	run.problems = false;
	run.style.segments = KEEP_ALL;
	run.style.wishes = &e;
	verdicts_file(&verdicts, w->label);
	if (opened) {
		read_files(w->files, w->file_count, &run, &told->fault);
		model_fini(&model);
	}
	told->not_met = e.not_met;
	told_fini(&recorded);
	verdicts_fini(&verdicts);
	return opened;
}

static bool compare(const struct wish *w, struct told *told, FILE *out)
{
	struct trace here = {0}, there = {0};
	struct run_options run = plan(w, &report_trace, out);
	bool opened;

	run.style.segments = KEEP_ALL;
	run.segment = trace_segment;
	run.style.wishes = run.segment_context = &here;
	opened = read_files(w->files, w->file_count, &run, &told->fault);
	run.style.wishes = run.segment_context = &there;
	opened = read_files(w->others, w->other_count, &run, &told->fault) &&
	         opened;
	if (opened)
		compare_write(&here, &there, &run.style);
	trace_fini(&here);
	trace_fini(&there);
	return opened;
}

bool told_init(struct told *told, const struct wish *w)
{
	FILE *out;
	bool opened;

	*told = (struct told){.text = NULL};
	out = open_memstream(&told->text, &told->len);
	if (!out)
		broken("no memory for a report");
	if (w->form <= FORM_NDJSON)
		opened = read_plainly(w, told, out);
	else if (w->form <= FORM_TAP)
		opened = judge(w, told, out);
	else if (w->form == FORM_RECORD)
		opened = record(w, told, out);
	else if (w->form == FORM_EXPECT)
		opened = hold(w, told, out);
	else
		opened = compare(w, told, out);
	fclose(out);
	return opened;
}

void told_fini(struct told *told)
{
	free(told->text);
}
