/* SPDX-License-Identifier: BSD-2-Clause
 *
 * story: a connection told line by line, for the unit tests.
 *
 * Lines are seg.h's, with two letters more: J and K are the numbers that A
 * and B begin with, both a little below 2^32, and "seq J+101" is what it says.
 * Packets are numbered by the way; a line without "at" comes 10 ms after the
 * one before.
 */
#ifndef TCPLADDER_TEST_STORY_H
#define TCPLADDER_TEST_STORY_H

#include "track/connection.h"

#define STORY_J UINT32_C(4294967290) /* 2^32 - 6 */
#define STORY_K UINT32_C(4294967288) /* 2^32 - 8 */

#define LINES_MAX 24

/* A sound connection, from A, by its lines; the handshake takes 20 ms. */
#define SYN "A>B S seq J"
#define SYN_ACK "B>A S. seq K ack J+1"
#define THIRD "A>B . seq J+1 ack K+1"
#define OPENING SYN, SYN_ACK, THIRD
#define ASK "A>B P. seq J+1 ack K+1 len 100"
#define ANSWER "B>A P. seq K+1 ack J+101 len 500"
#define GOT_IT "A>B . seq J+101 ack K+501"
#define TALK ASK, ANSWER, GOT_IT
#define FIN_A "A>B F. seq J+101 ack K+501"
#define ACK_B "B>A . seq K+501 ack J+102"
#define FIN_B "B>A F. seq K+501 ack J+102"
#define LAST "A>B . seq J+102 ack K+502"
#define CLOSING FIN_A, ACK_B, FIN_B, LAST

struct story {
	struct connection connection;
	struct connection_options options;
	bool begun;
	uint64_t packet;
	int64_t time; /* ns since the epoch, of the line told last */
};

/* The segment of a line, numbered and timed as the next of the story. */
struct segment story_segment(struct story *story, const char *line);

/* Feeds the connection with the line's segment; the first one begins it. */
void story_tell(struct story *story, const char *line);

/* Tells the lines up to the first NULL, and returns how many there were. */
unsigned story_tell_all(struct story *story,
                        const char *const lines[LINES_MAX]);

/* A row of a table: after these lines, the one that is judged gets these marks. */
struct story_row {
	const char *what; /* for whom it fails */
	const char *lines[LINES_MAX];
	const char *judged;
	uint32_t marks; /* MARK_BIT()s */
};

/* Fails the test unless the row is true; changes nothing. */
void story_check_row(const struct story_row *row);

/* The capture is over, this long after the last line. */
void story_finish(struct story *story, int64_t later);

/* What was found, in order: "slug@packet slug@packet"; the caller frees. */
char *story_findings(const struct story *story);
char *story_findings_of(const struct connection *connection);

/* A story and all that is to be found in it, as story_findings() says. */
struct telling {
	const char *what;
	const char *lines[LINES_MAX];
	const char *findings;
};

/* Tells it, ends the capture with its last line, and compares. */
void story_expect(const struct telling *telling);

/* The finding of this rule; fails the test where there is none. */
const struct finding *story_finding(const struct story *story, enum rule rule);

/* Frees what the connection holds. */
void story_fini(struct story *story);

#endif
