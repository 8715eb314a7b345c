/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The file is pieces of one size.  One is being filled, in memory; it is written
 * when it is full.  A few that were written are in memory again, those of which
 * more than one record was asked for lately: who reads in order reads each piece
 * once, who jumps about reads his records alone.
 */
#include "config.h"

#include "base/shelf.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"

#define EXIT_TROUBLE 2
#define PIECE_SIZE 32768 /* bytes */
#define UNIT 8           /* bytes a number counts in */
#define AT_HAND 4      /* pieces in memory, besides the one being filled, … */
#define AT_HAND_MAX 40 /* … and when it is mostly read */
#define PIECES_MAX ((size_t)(UINT32_MAX / (PIECE_SIZE / UNIT)))

struct piece {
	uint32_t used;  /* bytes on it that are not given back */
	uint32_t asked; /* how often for one of it, since it was at hand */
};

struct at_hand {
	size_t piece; /* 1 + which; 0: none */
	unsigned char *bytes;
};

struct shelf {
	int fd;
	bool full; /* the system takes no more */
	struct piece *pieces;
	size_t count;
	size_t filling;  /* which piece */
	size_t filled;   /* bytes of it */
	uint32_t *empty; /* pieces that hold nothing: a stack */
	size_t empty_count, empty_room;
	struct at_hand at_hand[AT_HAND_MAX];
	unsigned hands; /* of these, that may be used */
	unsigned next;  /* of those, to be another */
	unsigned char buffer[PIECE_SIZE];
};

/* -1: there can be none. */
static int open_nameless(void)
{
	const char *folder = getenv("TMPDIR");
	char name[4096];
	int fd = -1;

	if (!folder || !*folder)
		folder = P_tmpdir;
#ifdef O_TMPFILE
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
	if (fd >= 0 ||
	    (size_t)snprintf(name, sizeof(name), "%s/tcpladder-XXXXXX",
	                     folder) >= sizeof(name))
		return fd;
	fd = mkstemp(name);
	if (fd >= 0)
		(void)unlink(name);
	return fd;
}

static void begin_piece(struct shelf *s)
{
	s->filled = 0;
	if (s->empty_count) {
		s->filling = s->empty[--s->empty_count];
		return;
	}
	s->pieces = xgrow(s->pieces, s->count, sizeof(*s->pieces));
	s->filling = s->count++;
	s->pieces[s->filling] = (struct piece){0, 0};
}

struct shelf *shelf_new(void)
{
	int fd = open_nameless();
	struct shelf *s;

	/* Where a standard stream was closed, what is meant for it must not
	 * come here. */
	if (fd >= 0 && fd <= STDERR_FILENO) {
		close(fd);
		return NULL;
	}
	if (fd < 0)
		return NULL;
	/* A limit on the size of files is no reason to end: it fails then. */
	signal(SIGXFSZ, SIG_IGN);
	s = xzalloc(sizeof(*s));
	s->fd = fd;
	s->hands = AT_HAND;
	begin_piece(s);
	return s;
}

static void forget_all_at_hand(struct shelf *s)
{
	for (unsigned i = 0; i < AT_HAND_MAX; i++) {
		free(s->at_hand[i].bytes);
		s->at_hand[i] = (struct at_hand){0, NULL};
	}
}

void shelf_clear(struct shelf *s)
{
	forget_all_at_hand(s);
	s->hands = AT_HAND;
	s->next = 0;
	s->count = s->empty_count = 0;
	begin_piece(s);
}

void shelf_expect_reading(struct shelf *s)
{
	s->hands = AT_HAND_MAX;
}

void shelf_free(struct shelf *s)
{
	if (!s)
		return;
	forget_all_at_hand(s);
	free(s->pieces);
	free(s->empty);
	close(s->fd);
	free(s);
}

static bool write_all(const struct shelf *s, const unsigned char *bytes,
                      size_t size, off_t at)
{
	while (size) {
		ssize_t done = pwrite(s->fd, bytes, size, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		bytes += done;
		size -= (size_t)done;
		at += done;
	}
	return true;
}

static void read_all(const struct shelf *s, unsigned char *bytes, size_t size,
                     off_t at)
{
	while (size) {
		ssize_t done = pread(s->fd, bytes, size, at);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			fputs("tcpladder: the temporary file cannot be read\n",
			      stderr);
			exit(EXIT_TROUBLE);
		}
		bytes += done;
		size -= (size_t)done;
		at += done;
	}
}

static off_t offset_of(size_t piece)
{
	return (off_t)piece * PIECE_SIZE;
}

/* What is at hand of a piece that will be another's is of no use. */
static void forget_at_hand(struct shelf *s, size_t piece)
{
	for (unsigned i = 0; i < AT_HAND_MAX; i++)
		if (s->at_hand[i].piece == piece + 1)
			s->at_hand[i].piece = 0;
}

static void empty_piece(struct shelf *s, size_t piece)
{
	forget_at_hand(s, piece);
	s->pieces[piece].asked = 0;
	if (s->empty_count == s->empty_room) {
		s->empty_room = s->empty_room ? s->empty_room * 2 : 64;
		s->empty = xreallocarray(s->empty, s->empty_room,
		                         sizeof(*s->empty));
	}
	s->empty[s->empty_count++] = (uint32_t)piece;
}

/* Writes the piece that is filled, and begins another. */
static bool turn(struct shelf *s)
{
	size_t piece = s->filling;

	if (s->pieces[piece].used == 0) {
		s->filled = 0; /* all of it has gone again */
		return true;
	}
	if (s->count > PIECES_MAX ||
	    !write_all(s, s->buffer, PIECE_SIZE, offset_of(piece))) {
		s->full = true;
		return false;
	}
	begin_piece(s);
	return true;
}

static size_t rounded(size_t size)
{
	return (size + UNIT - 1) / UNIT * UNIT;
}

uint32_t shelf_put(struct shelf *s, const void *bytes, size_t size)
{
	size_t at;

	assert(size <= SHELF_PUT_MAX);
	if (s->full || (s->filled + rounded(size) > PIECE_SIZE && !turn(s)))
		return 0;
	at = s->filled;
	memcpy(s->buffer + at, bytes, size);
	s->filled += rounded(size);
	s->pieces[s->filling].used += (uint32_t)rounded(size);
	return (uint32_t)((s->filling * PIECE_SIZE + at) / UNIT + 1);
}

/* The piece in memory; NULL where it is not, and is not worth it yet. */
static const unsigned char *hold(struct shelf *s, size_t piece)
{
	struct at_hand *h;

	if (piece == s->filling)
		return s->buffer;
	for (unsigned i = 0; i < AT_HAND_MAX; i++)
		if (s->at_hand[i].piece == piece + 1)
			return s->at_hand[i].bytes;
	if (++s->pieces[piece].asked < 2)
		return NULL;
	h = &s->at_hand[s->next++ % s->hands];
	if (h->piece)
		s->pieces[h->piece - 1].asked = 0;
	if (!h->bytes)
		h->bytes = xzalloc(PIECE_SIZE);
	read_all(s, h->bytes, PIECE_SIZE, offset_of(piece));
	h->piece = piece + 1;
	return h->bytes;
}

void shelf_read(struct shelf *s, uint32_t number, void *bytes, size_t size)
{
	size_t unit = number - 1, piece = unit / (PIECE_SIZE / UNIT);
	size_t at = unit % (PIECE_SIZE / UNIT) * UNIT;
	const unsigned char *held = hold(s, piece);

	if (held)
		memcpy(bytes, held + at, size);
	else
		read_all(s, bytes, size, offset_of(piece) + (off_t)at);
}

void shelf_drop(struct shelf *s, uint32_t number, size_t size)
{
	size_t piece = (number - 1) / (PIECE_SIZE / UNIT);

	s->pieces[piece].used -= (uint32_t)rounded(size);
	if (s->pieces[piece].used == 0 && piece != s->filling)
		empty_piece(s, piece);
}

size_t shelf_pieces_used(const struct shelf *s)
{
	return s->count - s->empty_count;
}

size_t shelf_pieces(const struct shelf *s)
{
	return s->count;
}
