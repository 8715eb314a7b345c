/* SPDX-License-Identifier: BSD-2-Clause
 *
 * options: what the command line asks for.
 *
 * One table in options.c holds every option: getopt_long()'s arrays, the
 * setters, --help and the shell completions all come from it.
 */
#ifndef TCPLADDER_OPTIONS_H
#define TCPLADDER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "options_check.h"

struct fault;

enum options_action {
	ACTION_READ,    /* read captures: the usual */
	ACTION_HELP,    /* answer with options_answer() and leave */
	ACTION_VERSION, /* the same */
	ACTION_DUMP,    /* the same: the option table, for tools */
	ACTION_RULES,   /* the same: the catalogue of rules, for tools */
	ACTION_EXPLAIN  /* the same: rules, for people */
};

enum options_format {
	FORMAT_LADDER, /* the default */
	FORMAT_LIST,
	FORMAT_JSON,
	FORMAT_NDJSON,
	FORMAT_CHECK,   /* only what is wrong: see judge.h */
	FORMAT_EXPECT,  /* held against a file: see hold.h */
	FORMAT_RECORD,  /* such a file: see hold.h */
	FORMAT_COMPARE, /* with another capture: see hold.h */
};

/* Each of these is in the order of its option's choices. */
enum options_segments { SEGMENTS_NONE, SEGMENTS_KEY, SEGMENTS_ALL };
enum options_seq { SEQ_RELATIVE, SEQ_RAW, SEQ_BOTH };
enum options_time { TIME_RELATIVE, TIME_DELTA, TIME_DATE, TIME_EPOCH };
enum options_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

#define OPTIONS_WIDTH_MIN 60
#define OPTIONS_WIDTH_MAX 1000

/* Streams first to last, both meant. */
struct stream_range {
	uint64_t first;
	uint64_t last;
};

struct options {
	enum options_action action;
	enum options_format format; /* the last one given wins */
	bool all;                   /* unfold runs of data */
	enum options_segments segments;
	unsigned linger_sec;      /* keep an ended connection this long */
	unsigned idle_sec;        /* … and a silent one; 0: for ever */
	unsigned max_connections; /* followed at once */
	unsigned max_segments;    /* keep at most this many of a connection */
	const char *filter;       /* libpcap's language, or NULL */
	struct stream_range *streams;
	size_t stream_count; /* ranges at streams; 0 means every stream */
	bool problems;       /* only connections with a finding */
	enum options_seq seq;
	enum options_time time;
	bool ascii;
	enum options_color color;
	unsigned width;     /* columns; 0: the terminal's, else 80 */
	const char *output; /* a file, or NULL for standard output */
	bool quiet;
	bool checksums;
	bool no_pager;
	bool no_sandbox;
	const char *user; /* to become when started as root; NULL: nobody */
	struct options_check check; /* for FORMAT_CHECK */
	const char *expect;         /* a .ladder file, for FORMAT_EXPECT */
	const char *compare;        /* another capture, for FORMAT_COMPARE */
	bool record_ends;     /* FORMAT_RECORD: addresses and ports, too */
	const char **explain; /* slugs of rules, all of them known */
	size_t explain_count; /* 0 for ACTION_EXPLAIN: all rules, in short */
	const char *const *files; /* as given; "-" is standard input */
	size_t file_count;        /* at least 1 for ACTION_READ */
};

/* Fills *options from the command line; argv may be permuted and must outlive
 * *options.  Returns 0, or -1 with the reason in the fault when the command
 * line is wrong.  In both cases the caller calls options_fini(). */
int options_parse(struct options *options, int argc, char **argv,
                  struct fault *fault);

/* True when --stream of these struct options chose this stream, or was not
 * given. */
bool options_want_stream(const void *options, uint64_t stream);

/* Writes what any action but ACTION_READ asks for; an explanation as wide as
 * options->width says, which is not 0 then.  Write errors are left in the
 * stream for the caller to find. */
void options_answer(const struct options *options, FILE *out);

/* Frees what options_parse() allocated, not *options itself. */
void options_fini(struct options *options);

#endif
