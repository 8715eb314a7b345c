/* SPDX-License-Identifier: BSD-2-Clause
 *
 * trial: a tracker that is told stories, and what it hands on.
 */
#ifndef TCPLADDER_TEST_TRIAL_H
#define TCPLADDER_TEST_TRIAL_H

#include "story.h"
#include "track/tracker.h"

#define SECOND INT64_C(1000000000) /* ns */

struct trial {
	struct tracker *tracker;
	struct story story; /* for its packets and times alone */
	uint32_t streams[64];
	size_t handed, evicted;
	struct shelf *shelf;
};

/* Of the trials to come: with their segments; leanly; leanly, and whatever is
 * silent is put away as soon as it can be. */
void trial_keep_all(void);
void trial_keep_nothing(void);
void trial_put_away(void);

/* What they keep of their connections. */
enum keep trial_keeps(void);

/* Begins one, which trial_drop() ends; streamed: it lingers for so many ns. */
void trial_begin(struct trial *trial, bool streamed, int64_t linger);
void trial_drop(struct trial *trial);

/* The same, without lingering, of connections that weigh so much at once
 * (tracker.h): all are handed on, as they end or at the end. */
void trial_begin_crowded(struct trial *trial, bool streamed, uint64_t most);

/* Feeds the segment of a line, see story.h; of lines up to the first NULL. */
void trial_feed(struct trial *trial, const char *line);
void trial_feed_all(struct trial *trial, const char *const lines[LINES_MAX]);

/* The capture ends with the last line. */
void trial_end(struct trial *trial);

/* The connection of this number, where it is not streamed. */
const struct connection *trial_at(const struct trial *trial, size_t index);

#endif
