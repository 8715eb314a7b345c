/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/fault.h"
#include "base/xalloc.h"
#include "enclose.h"
#include "report/explain.h"
#include "track/explain.h"

#define LINGER_DEFAULT_SEC 120
#define SECONDS_MOST 86400
#define CONNECTIONS_DEFAULT 10000000
#define CONNECTIONS_MOST 400000000
#define MAX_SEGMENTS_DEFAULT 1000000

struct option_row;

/* Takes one option's value (NULL where it has none).  Returns 0, or -1 with
 * the reason in the fault. */
typedef int option_setter(struct options *options, const struct option_row *row,
                          const char *value, struct fault *fault);

struct option_row {
	const char *name;     /* the long option */
	char letter;          /* the short one, or 0 */
	const char *argument; /* its name, or its choices "a|b|c", or NULL; in
	                         brackets where it may be left out */
	const char *help;     /* a line or two; NULL hides the option */
	option_setter *set;
};

/* The index of value in the row's choices, or -1 with the fault set. */
static int choose(const struct option_row *row, const char *value,
                  struct fault *fault)
{
	size_t len = strlen(value);
	const char *choice = row->argument;

	for (int i = 0; choice != NULL; i++) {
		const char *bar = strchr(choice, '|');
		size_t choice_len = bar ? (size_t)(bar - choice)
		                        : strlen(choice);

		if (len == choice_len && memcmp(value, choice, len) == 0)
			return i;
		choice = bar ? bar + 1 : NULL;
	}
	return fault_set(fault, "--%s=%s: choose one of %s", row->name, value,
	                 row->argument);
}

/* Reads the decimal number at *text, at most max, and moves *text behind it.
 * Returns -1 where there is none: no sign, no space, no overflow. */
static int read_number(const char **text, uint64_t max, uint64_t *number)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return -1;
	errno = 0;
	*number = strtoumax(*text, &end, 10);
	*text = end;
	return errno != 0 || *number > max ? -1 : 0;
}

/* The whole of value as a number from min to max. */
static int parse_number(const struct option_row *row, const char *value,
                        unsigned min, unsigned max, unsigned *number,
                        struct fault *fault)
{
	const char *at = value;
	uint64_t found;

	if (read_number(&at, max, &found) < 0 || *at != '\0' || found < min)
		return fault_set(fault,
		                 "--%s=%s: give a whole number from %u to %u",
		                 row->name, value, min, max);
	*number = (unsigned)found;
	return 0;
}

/* Reads "N" or "N-M" at *text. */
static int read_range(const char **text, struct stream_range *range)
{
	if (read_number(text, UINT64_MAX, &range->first) < 0)
		return -1;
	range->last = range->first;
	if (**text != '-')
		return 0;
	++*text;
	if (read_number(text, UINT64_MAX, &range->last) < 0)
		return -1;
	return range->last < range->first ? -1 : 0;
}

static int set_stream(struct options *options, const struct option_row *row,
                      const char *value, struct fault *fault)
{
	const char *at = value;
	struct stream_range range;

	for (;;) {
		if (read_range(&at, &range) < 0 || (*at != ',' && *at != '\0'))
			return fault_set(fault,
			                 "--%s=%s: give streams as in 0,3-5",
			                 row->name, value);
		options->streams = xreallocarray(options->streams,
		                                 options->stream_count + 1,
		                                 sizeof(*options->streams));
		options->streams[options->stream_count++] = range;
		if (*at++ == '\0')
			return 0;
	}
}

static int set_linger(struct options *options, const struct option_row *row,
                      const char *value, struct fault *fault)
{
	return parse_number(row, value, 0, SECONDS_MOST, &options->linger_sec,
	                    fault);
}

static int set_idle(struct options *options, const struct option_row *row,
                    const char *value, struct fault *fault)
{
	return parse_number(row, value, 1, SECONDS_MOST, &options->idle_sec,
	                    fault);
}

static int set_max_connections(struct options *options,
                               const struct option_row *row, const char *value,
                               struct fault *fault)
{
	return parse_number(row, value, 1, CONNECTIONS_MOST,
	                    &options->max_connections, fault);
}

static int set_max_segments(struct options *options,
                            const struct option_row *row, const char *value,
                            struct fault *fault)
{
	return parse_number(row, value, 1, UINT32_MAX, &options->max_segments,
	                    fault);
}

static int set_width(struct options *options, const struct option_row *row,
                     const char *value, struct fault *fault)
{
	return parse_number(row, value, OPTIONS_WIDTH_MIN, OPTIONS_WIDTH_MAX,
	                    &options->width, fault);
}

static void add_slug(struct options *options, const char *slug)
{
	options->explain = xreallocarray(options->explain,
	                                 options->explain_count + 1,
	                                 sizeof(*options->explain));
	options->explain[options->explain_count++] = slug;
}

/* An option that is a format and names a file. */
static int set_expect(struct options *options, const struct option_row *row,
                      const char *value, struct fault *fault)
{
	(void)row;
	(void)fault;
	options->format = FORMAT_EXPECT;
	options->expect = value;
	return 0;
}

static int set_compare(struct options *options, const struct option_row *row,
                       const char *value, struct fault *fault)
{
	(void)row;
	(void)fault;
	options->format = FORMAT_COMPARE;
	options->compare = value;
	return 0;
}

static int set_record(struct options *options, const struct option_row *row,
                      const char *value, struct fault *fault)
{
	options->format = FORMAT_RECORD;
	options->record_ends = value != NULL;
	if (value && strcmp(value, "ends") != 0)
		return fault_set(fault, "--%s=%s: only --record=ends is known",
		                 row->name, value);
	return 0;
}

static int set_explain(struct options *options, const struct option_row *row,
                       const char *value, struct fault *fault)
{
	(void)row, (void)fault;
	options->action = ACTION_EXPLAIN;
	if (value != NULL)
		add_slug(options, value);
	return 0;
}

/* The setters that only assign.  CHOICE: one of the row's choices. */
#define FLAG(name, field, constant)                                            \
	static int set_##name(struct options *options,                         \
	                      const struct option_row *row, const char *value, \
	                      struct fault *fault)                             \
	{                                                                      \
		(void)row, (void)value, (void)fault;                           \
		options->field = constant;                                     \
		return 0;                                                      \
	}
#define TEXT(name, field)                                                      \
	static int set_##name(struct options *options,                         \
	                      const struct option_row *row, const char *value, \
	                      struct fault *fault)                             \
	{                                                                      \
		(void)row, (void)fault;                                        \
		options->field = value;                                        \
		return 0;                                                      \
	}
#define CHOICE(name, field, type)                                              \
	static int set_##name(struct options *options,                         \
	                      const struct option_row *row, const char *value, \
	                      struct fault *fault)                             \
	{                                                                      \
		int index = choose(row, value, fault);                         \
                                                                               \
		if (index < 0)                                                 \
			return -1;                                             \
		options->field = (type)index;                                  \
		return 0;                                                      \
	}

FLAG(all, all, true)
FLAG(list, format, FORMAT_LIST)
FLAG(json, format, FORMAT_JSON)
FLAG(ndjson, format, FORMAT_NDJSON)
FLAG(check, format, FORMAT_CHECK)
CHOICE(segments, segments, enum options_segments)
TEXT(filter, filter)
FLAG(problems, problems, true)
CHOICE(seq, seq, enum options_seq)
CHOICE(time, time, enum options_time)
FLAG(ascii, ascii, true)
CHOICE(color, color, enum options_color)
TEXT(output, output)
FLAG(quiet, quiet, true)
FLAG(checksums, checksums, true)
FLAG(no_pager, no_pager, true)
FLAG(no_sandbox, no_sandbox, true)
TEXT(user, user)
FLAG(help, action, ACTION_HELP)
FLAG(version, action, ACTION_VERSION)
FLAG(dump, action, ACTION_DUMP)
FLAG(rules, action, ACTION_RULES)

/* The setters of --check's own options; options_check.c knows their words. */
#define CHECK(option, function)                                         \
	static int set_##option(struct options *options,                \
	                        const struct option_row *row,           \
	                        const char *value, struct fault *fault) \
	{                                                               \
		options->check.given = row->name;                       \
		return function(&options->check, value, fault);         \
	}

CHECK(fail_on, options_check_fail_on)
CHECK(ignore, options_check_ignore)
CHECK(only, options_check_only)
CHECK(report, options_check_report)

/* In the order of --help.  The choices are in the order of their enum. */
/* clang-format off */
static const struct option_row ROWS[] = {
	{"all", 'a', NULL, "show every segment, folding nothing", set_all},
	{"list", 'l', NULL, "one line a connection instead of a ladder",
	 set_list},
	{"json", 0, NULL, "one JSON document", set_json},
	{"ndjson", 0, NULL, "one JSON object a line, as connections end",
	 set_ndjson},
	{"check", 0, NULL, "print only what is wrong; the exit status tells",
	 set_check},
	{"fail-on", 0, "error|warning|note",
	 "the least --check fails on (error)", set_fail_on},
	{"ignore", 0, "SLUG,...", "the rules --check does not look for",
	 set_ignore},
	{"only", 0, "SLUG,...", "the only rules --check looks for", set_only},
	{"report", 0, "junit|sarif|github|tap[:FILE]",
	 "report a check as CI systems want it; several may be given",
	 set_report},
	{"expect", 0, "FILE",
	 "hold the capture against a .ladder file of expectations",
	 set_expect},
	{"record", 0, "[ends]",
	 "write such a file from a capture (ends: addresses too)",
	 set_record},
	{"compare", 0, "OTHER",
	 "show what another capture of the same saw otherwise",
	 set_compare},
	{"segments", 0, "none|key|all",
	 "the segments JSON lists of each connection (key)", set_segments},
	{"linger", 0, "SECONDS",
	 "keep an ended connection this long for late segments (120)",
	 set_linger},
	{"idle", 0, "SECONDS",
	 "with --ndjson, let go of what is silent so long (never)", set_idle},
	{"max-connections", 0, "N",
	 "follow so many at once, and let the idlest go (10000000)",
	 set_max_connections},
	{"max-segments", 0, "N",
	 "keep at most so many segments of a connection (1000000)",
	 set_max_segments},
	{"filter", 'f', "EXPR", "read only packets that match a libpcap filter",
	 set_filter},
	{"stream", 's', "N,M-P", "show only these connections", set_stream},
	{"problems", 'p', NULL,
	 "show only connections with a warning or an error", set_problems},
	{"seq", 0, "relative|raw|both", "how to write sequence numbers (relative)",
	 set_seq},
	{"time", 0, "relative|delta|date|epoch", "how to write times (relative)",
	 set_time},
	{"ascii", 0, NULL, "draw with ASCII characters only", set_ascii},
	{"color", 0, "auto|always|never", "when to use color (auto)", set_color},
	{"width", 0, "N", "columns to use, 60 to 1000 (the terminal's, or 80)",
	 set_width},
	{"output", 'o', "FILE", "write to FILE", set_output},
	{"quiet", 'q', NULL, "no progress, no closing summary", set_quiet},
	{"checksums", 0, NULL, "verify IPv4 and TCP checksums", set_checksums},
	{"no-pager", 0, NULL, "never use a pager", set_no_pager},
	{"user", 0, "USER", "whom to become when started as root (nobody)",
	 set_user},
	{"no-sandbox", 0, NULL, "keep all rights while reading, to debug",
	 set_no_sandbox},
	{"explain", 0, "[SLUG]",
	 "explain a rule, or list them all; several may follow", set_explain},
	{"help", 'h', NULL, "show this help", set_help},
	{"version", 'V', NULL, "show the version", set_version},
	{"dump-options", 0, NULL, NULL, set_dump},
	{"dump-rules", 0, NULL, NULL, set_rules},
};
/* clang-format on */

/* What getopt_long() returns for a row: never a character of its own. */
#define ROW_VALUE(index) (256 + (int)(index))
#define SHORT_OPTIONS_SIZE (2 + 2 * ARRAY_LEN(ROWS))

static int getopt_argument(const struct option_row *row)
{
	if (row->argument == NULL)
		return no_argument;
	return row->argument[0] == '[' ? optional_argument : required_argument;
}

static void make_getopt(struct option *longs, char *shorts)
{
	*shorts++ = ':'; /* tell a missing argument from an unknown option */
	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
		longs[i] = (struct option){ROWS[i].name,
		                           getopt_argument(&ROWS[i]), NULL,
		                           ROW_VALUE(i)};
		if (ROWS[i].letter == 0)
			continue;
		*shorts++ = ROWS[i].letter;
		if (ROWS[i].argument != NULL)
			*shorts++ = ':';
	}
	longs[ARRAY_LEN(ROWS)] = (struct option){NULL, 0, NULL, 0};
	*shorts = '\0';
}

/* The row getopt_long() means by what it returned or left in optopt. */
static const struct option_row *find_row(int value)
{
	if (value >= ROW_VALUE(0) && value < ROW_VALUE(ARRAY_LEN(ROWS)))
		return &ROWS[value - ROW_VALUE(0)];
	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
		if (value != 0 && ROWS[i].letter == value)
			return &ROWS[i];
	return NULL;
}

/* How many visible options begin like the word, "--se" or "--se=x". */
static size_t count_like(const char *word)
{
	size_t len = strcspn(word + 2, "=");
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
		if (ROWS[i].help != NULL &&
		    strncmp(ROWS[i].name, word + 2, len) == 0)
			count++;
	return count;
}

/* Says what is wrong with the option getopt_long() stopped at. */
static int refuse(int result, const char *word, struct fault *fault)
{
	const struct option_row *row = find_row(optopt);

	if (result == ':' && row != NULL)
		return fault_set(fault, "--%s needs an argument: --%s=%s",
		                 row->name, row->name, row->argument);
	if (row != NULL)
		return fault_set(fault, "--%s takes no argument", row->name);
	if (optopt != 0 && isprint(optopt))
		return fault_set(fault, "unknown option -%c", optopt);
	if (strncmp(word, "--", 2) == 0 && count_like(word) > 1)
		return fault_set(fault, "%s could mean several options", word);
	return fault_set(fault, "unknown option %s", word);
}

static int parse_rows(struct options *options, int argc, char **argv,
                      struct fault *fault)
{
	struct option longs[ARRAY_LEN(ROWS) + 1];
	char shorts[SHORT_OPTIONS_SIZE];
	int result;

	make_getopt(longs, shorts);
	opterr = 0;
#ifdef __GLIBC__
	optind = 0; /* start anew, also after an earlier call */
#else
	optind = 1;
#endif
	while ((result = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = find_row(result);

		if (row == NULL) /* '?' or ':' */
			return refuse(result, argv[optind - 1], fault);
		if (row->set(options, row, optarg, fault) < 0)
			return -1;
	}
	return 0;
}

/* --explain: every word that is no option is a rule's slug. */
static int take_slugs(struct options *options, char **words, int count,
                      struct fault *fault)
{
	for (int i = 0; i < count; i++)
		add_slug(options, words[i]);
	for (size_t i = 0; i < options->explain_count; i++)
		if (explain_find(options->explain[i]) == RULE_COUNT)
			return fault_set(fault, "no rule %s; is %s meant?",
			                 options->explain[i],
			                 rule_slug(explain_nearest(
						 options->explain[i])));
	return 0;
}

/* Options that go with another one alone. */
static int check_together(const struct options *options, struct fault *fault)
{
	const char *given = options->check.given;

	if (!given || options->format == FORMAT_CHECK)
		return 0;
	if (strcmp(given, "report") != 0)
		return fault_set(fault, "--%s goes with --check", given);
	if (options->format != FORMAT_EXPECT)
		return fault_set(fault,
		                 "--report goes with --check or --expect");
	return 0;
}

int options_parse(struct options *options, int argc, char **argv,
                  struct fault *fault)
{
	*options = (struct options){
		.segments = SEGMENTS_KEY,
		.linger_sec = LINGER_DEFAULT_SEC,
		.max_connections = CONNECTIONS_DEFAULT,
		.max_segments = MAX_SEGMENTS_DEFAULT,
	};
	options_check_init(&options->check);
	if (parse_rows(options, argc, argv, fault) < 0)
		return -1;
	if (options->action == ACTION_EXPLAIN)
		return take_slugs(options, argv + optind, argc - optind, fault);
	options->files = (const char *const *)argv + optind;
	options->file_count = (size_t)(argc - optind);
	if (options->action != ACTION_READ)
		return 0;
	if (options->file_count == 0)
		return fault_set(fault, "no capture file given");
	return check_together(options, fault);
}

bool options_want_stream(const void *context, uint64_t stream)
{
	const struct options *options = context;

	for (size_t i = 0; i < options->stream_count; i++)
		if (options->streams[i].first <= stream &&
		    stream <= options->streams[i].last)
			return true;
	return options->stream_count == 0;
}

/* Column of the explanations; an option that reaches it gets its own line. */
#define HELP_COLUMN 22

static void print_help_row(const struct option_row *row, FILE *out)
{
	int width = row->letter ? fprintf(out, "  -%c, ", row->letter)
	                        : fprintf(out, "      ");

	width += fprintf(out, "--%s", row->name);

	if (row->argument != NULL)
		width += fprintf(out, row->argument[0] == '[' ? "[=%s" : "=%s",
		                 row->argument + (row->argument[0] == '['));
	if (width > HELP_COLUMN - 2) {
		fputc('\n', out);
		width = 0;
	}
	fprintf(out, "%*s%s\n", HELP_COLUMN - width, "", row->help);
}

static void print_help(FILE *out)
{
	fputs("Usage: tcpladder [OPTION]... FILE...\n"
	      "Draw each TCP connection in capture files as a ladder, from its "
	      "handshake\nto its close, with the sequence arithmetic "
	      "checked.  FILE - is standard input;\nseveral files are one "
	      "capture.\n\n",
	      out);
	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
		if (ROWS[i].help != NULL)
			print_help_row(&ROWS[i], out);
	fputs("\nExit status: 0 when everything was read, 1 when --check found "
	      "something,\n--expect is not met or --compare differs, 2 on "
	      "trouble: wrong usage, a file that\ncannot be read or is cut "
	      "short, output that cannot be written.\n",
	      out);
}

/* name, letter, argument, help; separated by tabs, "-" for none. */
static void print_dump(FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++) {
		const struct option_row *row = &ROWS[i];

		if (row->help == NULL)
			continue;
		fprintf(out, "%s\t%c\t%s\t%s\n", row->name,
		        row->letter ? row->letter : '-',
		        row->argument ? row->argument : "-", row->help);
	}
}

void options_answer(const struct options *options, FILE *out)
{
	switch (options->action) {
	case ACTION_HELP:
		print_help(out);
		break;
	case ACTION_VERSION:
		fprintf(out, "%s %s\n", PACKAGE_NAME, PACKAGE_VERSION);
		enclose_describe(options, out);
		break;
	case ACTION_DUMP:
		print_dump(out);
		break;
	case ACTION_RULES:
		explain_dump(out);
		break;
	case ACTION_EXPLAIN:
		explain_write(out, options->explain, options->explain_count,
		              options->width, options->ascii);
		break;
	case ACTION_READ:
		break;
	}
}

void options_fini(struct options *options)
{
	options_check_fini(&options->check);
	free(options->streams);
	options->streams = NULL;
	options->stream_count = 0;
	free(options->explain);
	options->explain = NULL;
	options->explain_count = 0;
}
