/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "trial.h"

#include <check.h>

#include "base/array.h"
#include "base/shelf.h"

static void take(const struct connection *c, void *context)
{
	struct trial *trial = context;

	ck_assert(c->finished);
	ck_assert_uint_lt(trial->handed, ARRAY_LEN(trial->streams));
	trial->streams[trial->handed++] = c->stream;
	trial->evicted += c->evicted;
}

static enum keep keep;
static bool put_away;

void trial_keep_all(void)
{
	keep = KEEP_ALL;
	put_away = false;
}

void trial_keep_nothing(void)
{
	keep = KEEP_NONE;
	put_away = false;
}

void trial_put_away(void)
{
	keep = KEEP_NONE;
	put_away = true;
}

enum keep trial_keeps(void)
{
	return keep;
}

static void begin(struct trial *trial, struct tracker_options options)
{
	options.connection.keep = keep;
	options.context = trial;
	options.shelf = put_away ? shelf_new() : NULL;
	*trial = (struct trial){.tracker = tracker_new(&options),
	                        .shelf = options.shelf};
}

void trial_begin(struct trial *trial, bool streamed, int64_t linger)
{
	begin(trial, (struct tracker_options){
			     .sink = streamed ? take : NULL,
			     .streams = streamed,
			     .linger = linger,
		     });
}

void trial_begin_crowded(struct trial *trial, bool streamed, uint64_t most)
{
	begin(trial, (struct tracker_options){
			     .sink = take,
			     .streams = streamed,
			     .most = most,
		     });
}

void trial_drop(struct trial *trial)
{
	tracker_free(trial->tracker);
	shelf_free(trial->shelf);
}

void trial_feed(struct trial *trial, const char *line)
{
	struct segment s = story_segment(&trial->story, line);

	tracker_feed(trial->tracker, &s);
}

void trial_feed_all(struct trial *trial, const char *const lines[LINES_MAX])
{
	for (unsigned i = 0; i < LINES_MAX && lines[i]; i++)
		trial_feed(trial, lines[i]);
}

void trial_end(struct trial *trial)
{
	tracker_finish(trial->tracker, trial->story.time);
}

const struct connection *trial_at(const struct trial *trial, size_t index)
{
	return tracker_connection(trial->tracker, index);
}
