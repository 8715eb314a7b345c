/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Lines as the arguments of a command line.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/xalloc.h"
#include "broken.h"
#include "entry.h"
#include "options.h"

#define WIDTH 80

/* Cuts the text at its lines; argv has room for one of each byte. */
static int split(char *text, char **argv)
{
	int argc = 0;

	argv[argc++] = text; /* the program's name: what it is matters not */
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		argv[argc++] = line;
	argv[argc] = NULL;
	return argc;
}

/* What --help, --explain and the like say. */
static char *answer(struct options *o)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		broken("no memory for an answer");
	o->width = o->width ? o->width : WIDTH;
	options_answer(o, out);
	fclose(out);
	if (len == 0)
		broken("an answer of nothing");
	return text;
}

static void check(const struct options *o)
{
	bool first = options_want_stream(o, 0);

	for (size_t i = 0; i < o->stream_count; i++)
		if (!options_want_stream(o, o->streams[i].first) ||
		    !options_want_stream(o, o->streams[i].last))
			broken("a stream that was asked for is not wanted");
	if (o->stream_count == 0 && !first)
		broken("no stream is asked for, and one is not wanted");
	if (o->width &&
	    (o->width < OPTIONS_WIDTH_MIN || o->width > OPTIONS_WIDTH_MAX))
		broken("a width of %u", o->width);
	if (o->action == ACTION_READ && o->file_count == 0)
		broken("nothing to read");
}

/* Returns what it came to, in words. */
static char *parse(const uint8_t *data, size_t size)
{
	char *text = xzalloc(size + 1);
	char **argv = xcalloc(size + 3, sizeof(*argv));
	struct options options;
	struct fault fault = {""};
	char *said;
	int argc;

	if (size)
		memcpy(text, data, size);
	argc = split(text, argv);
	if (options_parse(&options, argc, argv, &fault) < 0) {
		if (!fault_is_set(&fault))
			broken("refused without a reason");
		said = xstrdup(fault.text);
	} else {
		if (fault_is_set(&fault))
			broken("accepted, and yet: %s", fault.text);
		check(&options);
		said = options.action == ACTION_READ ? xstrdup("")
		                                     : answer(&options);
	}
	options_fini(&options);
	free(argv);
	free(text);
	return said;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = parse(data, size);
	char *again = parse(data, size);

	if (strcmp(once, again) != 0)
		broken("parsed twice: %s, and %s", once, again);
	free(once);
	free(again);
	return 0;
}
