/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tracker_inside: a tracker's inside, for its own files: tracker.c, which feeds
 * it, wait.c, which has segments wait for what they acknowledge, settle.c, which
 * ends connections, and tidy.c, which puts them away.
 */
#ifndef TCPLADDER_TRACKER_INSIDE_H
#define TCPLADDER_TRACKER_INSIDE_H

#include "track/announced.h"
#include "track/count.h"
#include "track/early.h"
#include "track/ended.h"
#include "track/flow_table.h"
#include "track/quoted.h"
#include "track/store.h"
#include "track/tracker.h"

#define WAITING_MAX 32 /* connections of which segments wait */

/* What waits, and until when (ns since the epoch). */
struct waiting {
	uint32_t busy; /* bits: which queues are somebody's */
	int64_t due;   /* of all of them, the first */
	int64_t dues[WAITING_MAX];
	struct early *queues[WAITING_MAX]; /* NULL: not made yet */
};

struct tracker {
	struct tracker_options options;
	struct store store;
	struct flow_table table;
	struct count count;
	struct tracker_totals totals;
	struct announced announced;
	struct quoted quoted, greeted; /* see quoted.h; by ICMP, in VNC */
	uint32_t streams;              /* numbers given out */
	uint32_t
		*order; /* their places, 0: none; where they are not streamed */
	struct ended ended, unopened; /* where they are streamed */
	struct waiting waiting;
	bool lean_zeek;               /* Zeek's view is wanted of lean ones */
	int64_t slot_begin, slot_end; /* the latest seen of minute.h, ns */
	uint64_t most;                /* the store may weigh */
	int64_t capture_end;
	/* Of each form: how often it was full since the last try to put some
	 * away, and how often before the next. */
	uint32_t fillings[FORM_COUNT], patience[FORM_COUNT];
	struct connection guest; /* unfolded for the time of a call */
};

/* The connection at one place is now, in another form, at the other; the hash
 * is of its ends. */
void tracker_move(struct tracker *t, uint32_t hash, uint32_t from, uint32_t to);

/* Makes a whole connection of a lean one: of zeros but for its ends and place. */
void tracker_unfold(const struct tracker *t, uint32_t place,
                    struct connection *c);

/* Where connections are streamed: the list in which one that stands so waits to
 * go; NULL: it goes on. */
struct ended *tracker_list(struct tracker *t, uint32_t place);

/* It is about to go on, or to go: takes it out of that list. */
void tracker_stop_waiting(struct tracker *t, uint32_t place);

/* It has gone on: where it stands so, into that list. */
void tracker_wait_to_go(struct tracker *t, uint32_t place);

/* All the rules judge a segment that its connection has met; further MARK_BIT()s
 * are known of it. */
void tracker_take(struct tracker *t, struct connection *c,
                  const struct segment *s, uint32_t marks);

/* The connection's next segment is this: if it shows that there is nothing to
 * wait for, what waits is judged as it stands. */
void wait_in_vain(struct tracker *t, struct connection *c,
                  const struct segment *s);

/* It has met that segment: true where it has to wait for what it acknowledges,
 * or has been judged with what was waited for. */
bool wait_take(struct tracker *t, struct connection *c,
               const struct segment *s);

/* What waits of this one is judged as it stands. */
void wait_end(struct tracker *t, struct connection *c);

/* The same of those that have waited for long enough, and of all. */
void wait_expire(struct tracker *t, int64_t now);
void wait_end_all(struct tracker *t);

void wait_free(struct waiting *waiting);

/* It is over: settles it, hands it on, forgets it. */
void settle_out(struct tracker *t, uint32_t place, int64_t now);

/* The same before its end: it is let go of. */
void settle_evict(struct tracker *t, uint32_t place, int64_t now);

/* While there are too many, the idlest go, but for the one at `spare`. */
void settle_make_room(struct tracker *t, uint32_t spare, int64_t now);

/* The capture is over. */
void settle_all(struct tracker *t);

/* The finished connection; valid until the next call. */
struct connection *settle_finished(struct tracker *t, uint32_t place,
                                   int64_t now);

/* The store is full: of what has been over for a while, some is put away, but
 * for the one at `spare`. */
void tidy_up(struct tracker *t, uint32_t spare, int64_t now);

/* Fetches a connection that was put away, whose ends have this hash; returns
 * its place. */
uint32_t tidy_fetch(struct tracker *t, uint32_t hash, uint32_t place);

#endif
