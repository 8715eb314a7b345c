/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tracker: every connection of a capture, followed in one pass.
 */
#ifndef TCPLADDER_TRACKER_H
#define TCPLADDER_TRACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/shelf.h"
#include "track/brief.h"
#include "track/connection.h"
#include "track/listener.h"
#include "track/outcome.h"
#include "track/room.h"

struct tracker;

/* Called with a connection that is over, and finished; it is valid until the
 * call returns. */
typedef void connection_sink(const struct connection *connection,
                             void *context);

/* The same of one that is told in brief. */
typedef void brief_sink(const struct brief *brief, void *context);

struct tracker_options {
	struct connection_options connection;
	connection_sink *sink; /* NULL: see tracker_connection() */
	brief_sink *brief;     /* instead of it, where it is no stream */
	void *context;         /* for either */
	bool streams;          /* to the sink, and gone, when they have ended;
	                          else all at the end */
	/* Which connections are to be shown, by their number and the packet
	 * they begin with; NULL: all.  Of the others no segments are kept, nor
	 * Zeek's view. */
	bool (*shown)(const void *context, uint64_t stream, uint64_t packet);
	const void *shown_context;
	uint64_t most;       /* lean connections at once, or what weighs as
	                        much (store.h); 0: no bound */
	struct shelf *shelf; /* for what is over, once the others take more than
	                        their room; NULL: it stays in memory */
	struct room room;    /* of those in order */
	int64_t linger;      /* ns of capture time that an ended connection
	                        is kept for what may still come, and, three
	                        minutes at least, a handshake that came to
	                        nothing; where they are streamed */
	int64_t idle;        /* … and that any is kept without a segment,
	                        where they are streamed; 0: for ever */
};

/* Sums over all connections; complete after tracker_finish(). */
struct tracker_totals {
	uint64_t connections;
	uint64_t outcomes[OUTCOME_COUNT];
	uint64_t findings[SEVERITY_COUNT]; /* of listeners, too */
	uint64_t unlisted; /* connections to ends beyond LISTENERS_MAX */
	uint64_t evicted;  /* let go of before their end, to make room */
};

/* A new tracker; the caller frees it with tracker_free(). */
struct tracker *tracker_new(const struct tracker_options *options);

/* Takes the next segment of the capture. */
void tracker_feed(struct tracker *tracker, const struct segment *segment);

#define TRACKER_BATCH 32

/* The same of up to TRACKER_BATCH segments, which pays where there are many
 * connections.  None is of FTP's control port, or a greeting of VNC: their bytes
 * are not looked at. */
void tracker_feed_all(struct tracker *tracker, const struct segment *segments,
                      size_t count);

/* Takes a header that an ICMP error quotes.  Wireshark, whose numbers streams
 * have, gives one to a connection that it learns of in this way, too. */
void tracker_quote(struct tracker *tracker, const struct segment *quoted);

/* The capture is over: every connection is finished, and, where there is a
 * sink, handed to it in the order they began.  capture_end is the time of the
 * last packet, ns since the epoch. */
void tracker_finish(struct tracker *tracker, int64_t capture_end);

const struct tracker_totals *tracker_totals(const struct tracker *tracker);

/* The listeners, in the order they were met; valid until tracker_free(). */
const struct listener *tracker_listeners(const struct tracker *tracker,
                                         size_t *count);

/* The numbers given out: streams are counted from 0. */
size_t tracker_streams(const struct tracker *tracker);

/* The connection with this number; NULL where it was let go of, or never met.
 * Only after tracker_finish(), where there is no sink.  Valid until the next
 * call. */
const struct connection *tracker_connection(struct tracker *tracker,
                                            size_t stream);

void tracker_free(struct tracker *tracker);

#endif
