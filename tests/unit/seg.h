/* SPDX-License-Identifier: BSD-2-Clause
 *
 * seg: segments for the unit tests, from words.
 */
#ifndef TCPLADDER_TEST_SEG_H
#define TCPLADDER_TEST_SEG_H

#include "decode/segment.h"

/* Makes a segment of a line like
 *
 *   "A>B S. seq 4294967290 ack 7 len 100 win 1000 at 0.021 #3"
 *
 * Ends are A (192.0.2.10:51734), B (198.51.100.5:80) and C (203.0.113.9:443);
 * flags are tcpdump's letters, S F R P . U E W e, or - for none.  Also known:
 * id N, ttl N, mss N, wscale N, sackok, sack L-R (more than once), ts V E,
 * from PORT, to PORT, captured N (bytes of payload in the capture), badsum,
 * bogus, unknown (its length is).  What is not said is 0; a window is 65535,
 * ttl 64, and there is an IP identification only where id says so.
 * A word that is not understood fails the test. */
struct segment seg(const char *line);

#endif
