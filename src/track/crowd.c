/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What keep-alive would have saved is found by trying it: a connection that
 * carried something both ways and was closed is kept in thought, and a later
 * one that begins before it would have been dropped takes its place.  So many
 * connections at once stay many, and only those in a row are counted.
 */
#include "config.h"

#include "track/crowd.h"

/* How long an idle connection may be kept: servers wait from 5 s (Apache) to
 * 75 s (nginx) for the next request. */
#define KEPT (INT64_C(15) * 1000000000)

/* Notes, not complaints; yet a page of a few dozen pieces over six parallel
 * connections, or a health check every 10 s, need not be told. */
#define SPARED_LEAST 16    /* handshakes, for many-short-connections */
#define TIME_WAIT_LEAST 20 /* at once: one every 3 s, for time-wait-pile */

void crowd_open(struct crowd *w, uint16_t port, const struct moment *moment,
                int64_t handshake)
{
	if (w->connections++ == 0)
		w->port_low = w->port_high = port;
	if (port < w->port_low)
		w->port_low = port;
	if (port > w->port_high)
		w->port_high = port;
	peak_enter(&w->in_use, moment);
	if (moment->time - w->idle_since > KEPT)
		w->idle = 0;
	if (!w->idle)
		return;
	w->idle--;
	w->spared++;
	w->spared_time += handshake;
}

void crowd_close(struct crowd *w, int64_t time, bool reusable)
{
	peak_leave(&w->in_use);
	if (!reusable)
		return;
	w->idle++;
	w->idle_since = time;
}

static struct listener_finding *find(const struct crowd *w, struct listener *l,
                                     enum rule rule, const struct peak *peak)
{
	struct listener_finding *f = listener_find(l, rule);

	f->of_client = true;
	f->client = w->key.client;
	f->packet = peak->packet;
	f->time = peak->time;
	f->amounts[0] = peak->most;
	return f;
}

bool crowd_is_over(const struct crowd *w)
{
	return !w->in_use.now && !w->close_wait.now && !w->close_wait_left &&
	       w->time_wait.most < TIME_WAIT_LEAST && w->spared < SPARED_LEAST;
}

void crowd_finish(const struct crowd *w, struct listener *l)
{
	struct listener_finding *f;

	if (w->close_wait_left >= CLOSE_WAIT_LEAST &&
	    w->close_wait.most >= CLOSE_WAIT_LEAST) {
		f = find(w, l, RULE_CLOSE_WAIT_PILE, &w->close_wait);
		f->amounts[1] = w->close_wait_left;
	}
	if (w->time_wait.most >= TIME_WAIT_LEAST) {
		f = find(w, l, RULE_TIME_WAIT_PILE, &w->time_wait);
		f->amounts[1] = w->connections;
		f->amounts[2] = w->spared;
		f->amounts[3] = w->port_low;
		f->amounts[4] = w->port_high;
	}
	if (w->spared >= SPARED_LEAST) {
		f = find(w, l, RULE_MANY_SHORT_CONNECTIONS, &w->in_use);
		f->amounts[1] = w->connections;
		f->amounts[2] = w->spared;
		f->duration = w->spared_time;
	}
}
