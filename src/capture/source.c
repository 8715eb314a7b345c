/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The way of the bytes: a file descriptor, read in blocks; where the first
 * block says so, an unpack; a stdio stream made of our own read function,
 * with a large buffer and no locks, which is what libpcap takes.  Standard
 * input goes the same way: nothing here seeks but to read all of it again.
 */
#include "config.h"

#include "capture/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_STDIO_EXT_H
#include <stdio_ext.h>
#endif

#include "base/array.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/xalloc.h"
#include "capture/interfaces.h"
#include "capture/unpack.h"

#define BLOCK_SIZE ((size_t)64 * 1024)
#define STREAM_BUFFER_SIZE ((size_t)256 * 1024)
#define STREAM_BUFFER_LEAST ((size_t)4096)
#define MAGIC_LEN 4
#define PCAP_HEADER_LEN 24 /* of a file, its magic number included */

struct source {
	int fd;
	bool is_pipe; /* a named one, that no one may have opened yet */
	off_t start;  /* where it was when it was opened; -1: cannot seek */
	int error;    /* errno of the read that failed, or 0 */
	uint64_t consumed;
	struct bytes pending; /* read into block, not yet handed on */
	uint8_t *block;
	char *stream_buffer;
	struct unpack *unpack;   /* NULL for a plain file */
	uint8_t head[MAGIC_LEN]; /* the first bytes, unpacked */
	size_t head_len;
	struct bytes returned; /* what the stream gives before it reads on */
	size_t given;          /* bytes it gave, counted up to a header */
	struct interfaces interfaces;      /* of a pcapng, in what it gave */
	uint8_t held[INTERFACES_HEAD_LEN]; /* the beginning of a block */
	struct bytes mended; /* of few: what a smaller buffer left */
	uint8_t few[INTERFACES_HEAD_LEN];
};

const char *source_label(const char *name)
{
	return strcmp(name, "-") == 0 ? "standard input" : name;
}

static int refuse(const char *name, int error, struct fault *fault)
{
	return fault_set(fault, "%s: %s", source_label(name),
	                 error == EISDIR ? "is a directory" : strerror(error));
}

/* read(2), but for interruptions. */
static ssize_t read_plain(struct source *source, void *buffer, size_t size)
{
	ssize_t len;

	do
		len = read(source->fd, buffer, size);
	while (len < 0 && errno == EINTR);
	if (len < 0)
		source->error = errno;
	else
		source->consumed += (uint64_t)len;
	return len;
}

/* unpack_feed: what the first look left in the block, then block by block. */
static ssize_t feed_unpack(void *from, const void **data)
{
	struct source *source = from;
	ssize_t len = (ssize_t)source->pending.len;

	*data = source->pending.at;
	source->pending.len = 0;
	if (len > 0)
		return len;
	*data = source->block;
	return read_plain(source, source->block, BLOCK_SIZE);
}

/* Moves up to `size` bytes to a buffer; returns how many. */
static ssize_t take(struct bytes *from, void *buffer, size_t size)
{
	struct bytes piece = bytes_first(*from, size);

	memcpy(buffer, piece.at, piece.len);
	*from = bytes_skip(*from, piece.len);
	return (ssize_t)piece.len;
}

/* The next bytes after unpacking, without the head. */
static ssize_t read_body(struct source *source, void *buffer, size_t size)
{
	if (source->unpack != NULL)
		return unpack_read(source->unpack, buffer, size);
	if (source->pending.len == 0)
		return read_plain(source, buffer, size);
	return take(&source->pending, buffer, size);
}

/* Reads until `size` bytes are there or no more come.  Returns their number,
 * or -1. */
static ssize_t read_full(struct source *source,
                         ssize_t (*read_some)(struct source *, void *, size_t),
                         uint8_t *buffer, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t len = read_some(source, buffer + have, size - have);

		if (len < 0)
			return -1;
		if (len == 0)
			break;
		have += (size_t)len;
	}
	return (ssize_t)have;
}

/* Looks at the first bytes, starts unpacking if they say so, and looks at the
 * first bytes of that.  Returns 0, or -1 with the fault set. */
static int look(struct source *source, const char *name, struct fault *fault)
{
	const char *packing;
	ssize_t len = read_full(source, read_plain, source->block, MAGIC_LEN);

	if (len < 0)
		return refuse(name, source->error, fault);
	source->pending = (struct bytes){source->block, (size_t)len};
	packing = unpack_recognise(source->pending);
	if (packing != NULL) {
		source->unpack = unpack_new(feed_unpack, source);
		if (source->unpack == NULL)
			return fault_set(
				fault,
				"%s: compressed with %s, and this "
				"tcpladder was built without libarchive",
				source_label(name), packing);
	}
	len = read_full(source, read_body, source->head, MAGIC_LEN);
	if (len < 0 && source_cut(source))
		return fault_set(fault, "%s: cut short before its first packet",
		                 source_label(name));
	if (len < 0)
		return fault_set(fault, "%s: cannot unpack this %s file: %s",
		                 source_label(name), packing,
		                 source_error(source));
	source->head_len = (size_t)len;
	source->returned = (struct bytes){source->head, (size_t)len};
	return 0;
}

/* The limit that the system sets anyone who does not ask for more; false where
 * there is no more. */
static bool raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    limit.rlim_cur == limit.rlim_max)
		return false;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

/* A named pipe is opened without waiting for its writer, who may wait for us to
 * have read another one. */
static int try_open(const char *name)
{
	if (strcmp(name, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	return open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/* A descriptor to read from and to close, or -1 with the fault set. */
static int open_descriptor(const char *name, struct fault *fault)
{
	int fd;

	if (strcmp(name, "-") == 0 && isatty(STDIN_FILENO))
		return fault_set(fault, "standard input: is a terminal; give a "
		                        "file, or send a capture in a pipe");
	fd = try_open(name);
	if (fd < 0 && errno == EMFILE && raise_limit())
		fd = try_open(name);
	if (fd >= 0)
		return fd;
	if (errno == EMFILE)
		return fault_set(fault,
		                 "%s: too many files at once; 'ulimit -n' says "
		                 "how many there may be",
		                 source_label(name));
	return refuse(name, errno, fault);
}

/* Learns what was opened.  Returns 0, or -1 with the fault set. */
static int inspect(struct source *source, const char *name, uint64_t *size,
                   struct fault *fault)
{
	struct stat status;

	*size = 0;
	if (fstat(source->fd, &status) < 0)
		return refuse(name, errno, fault);
	source->start = S_ISREG(status.st_mode) ? lseek(source->fd, 0, SEEK_CUR)
	                                        : -1;
	if (strcmp(name, "-") == 0)
		return 0;
	if (fcntl(source->fd, F_SETFL,
	          fcntl(source->fd, F_GETFL) & ~O_NONBLOCK) < 0)
		return refuse(name, errno, fault);
	if (S_ISDIR(status.st_mode))
		return refuse(name, EISDIR, fault);
	source->is_pipe = S_ISFIFO(status.st_mode);
	if (S_ISREG(status.st_mode))
		*size = (uint64_t)status.st_size;
	return 0;
}

struct source *source_open(const char *name, uint64_t *size,
                           struct fault *fault)
{
	struct source *source;
	int fd = open_descriptor(name, fault);

	if (fd < 0)
		return NULL;
	source = xzalloc(sizeof(*source));
	source->fd = fd;
	if (inspect(source, name, size, fault) < 0) {
		source_close(source);
		return NULL;
	}
	return source;
}

int source_begin(struct source *source, const char *name, struct fault *fault)
{
	struct pollfd writer = {.fd = source->fd, .events = POLLIN};

	/* Until there is something to read: with no writer yet, read() would
	 * say that the end is reached. */
	while (source->is_pipe && poll(&writer, 1, -1) < 0 && errno == EINTR)
		;
	source->block = xzalloc(BLOCK_SIZE);
	return look(source, name, fault);
}

uint32_t source_magic(const struct source *source)
{
	uint32_t magic;

	memcpy(&magic, source->head, sizeof(magic));
	return magic;
}

enum source_format source_format(const struct source *source)
{
	static const struct {
		uint32_t magic;
		enum source_format format;
	} MAGICS[] = {
		{0xa1b2c3d4, SOURCE_PCAP}, /* microseconds */
		{0xa1b23c4d, SOURCE_PCAP}, /* nanoseconds */
		{0xa1b2cd34,
	         SOURCE_PCAP}, /* Kuznetzov's, which libpcap reads */
		{0x0a0d0d0a, SOURCE_PCAPNG},
	};

	if (source->head_len == 0)
		return SOURCE_EMPTY;
	if (source->head_len < MAGIC_LEN)
		return SOURCE_UNKNOWN;
	for (size_t i = 0; i < ARRAY_LEN(MAGICS); i++)
		if (load_be32(source->head) == MAGICS[i].magic ||
		    load_le32(source->head) == MAGICS[i].magic)
			return MAGICS[i].format;
	return SOURCE_UNKNOWN;
}

ssize_t source_read(struct source *source, void *buffer, size_t size)
{
	ssize_t len;

	if (source->returned.len > 0)
		return take(&source->returned, buffer, size);
	len = read_body(source, buffer, size);
	if (len < 0)
		errno = source->error != 0 ? source->error : EIO;
	return len;
}

void source_return(struct source *source, struct bytes bytes)
{
	source->returned = bytes;
}

/* A pcap's header comes alone: what is behind it is not for libpcap to read
 * ahead, since source_read() may go on there. */
static ssize_t read_pcap(struct source *source, void *buffer, size_t size)
{
	size_t header = PCAP_HEADER_LEN - source->given;
	ssize_t len;

	if (header > 0 && size > header)
		size = header;
	len = source_read(source, buffer, size);
	if (header > 0 && len > 0)
		source->given += (size_t)len;
	return len;
}

/* A pcapng's bytes as libpcap is to have them, in a buffer with room for the
 * beginning of a block, which waits until there is enough of it. */
static ssize_t read_mended(struct source *source, uint8_t *buffer, size_t size)
{
	size_t len = 0, done = 0;

	while (done == 0) {
		ssize_t more = source_read(source, buffer + len, size - len);

		if (more <= 0)
			return len > 0 ? (ssize_t)len : more;
		len += (size_t)more;
		done = interfaces_mend(&source->interfaces, buffer, len);
	}
	memcpy(source->held, buffer + done, len - done);
	source_return(source, (struct bytes){source->held, len - done});
	return (ssize_t)done;
}

/* musl asks for a few bytes, and then for a buffer full. */
static ssize_t read_pcapng(struct source *source, void *buffer, size_t size)
{
	if (source->mended.len == 0 && size >= INTERFACES_HEAD_LEN)
		return read_mended(source, buffer, size);
	if (source->mended.len == 0) {
		ssize_t len =
			read_mended(source, source->few, sizeof(source->few));

		if (len <= 0)
			return len;
		source->mended = (struct bytes){source->few, (size_t)len};
	}
	return take(&source->mended, buffer, size);
}

/* What the stream reads. */
static ssize_t read_stream(void *cookie, char *buffer, size_t size)
{
	struct source *source = cookie;

	return source_format(source) == SOURCE_PCAPNG
	               ? read_pcapng(source, buffer, size)
	               : read_pcap(source, buffer, size);
}

#ifdef HAVE_FOPENCOOKIE
static FILE *make_stream(struct source *source)
{
	return fopencookie(source, "rb",
	                   (cookie_io_functions_t){.read = read_stream});
}
#else
static int read_funopen(void *cookie, char *buffer, int size)
{
	return (int)read_stream(cookie, buffer, (size_t)size);
}

static FILE *make_stream(struct source *source)
{
	return funopen(source, read_funopen, NULL, NULL, NULL);
}
#endif

/* No more than a small file needs. */
static size_t stream_buffer_size(const struct source *source)
{
	struct stat status;
	size_t least = STREAM_BUFFER_LEAST;

	if (source->unpack || fstat(source->fd, &status) < 0 ||
	    !S_ISREG(status.st_mode) ||
	    (uintmax_t)status.st_size > STREAM_BUFFER_SIZE)
		return STREAM_BUFFER_SIZE;
	return (size_t)status.st_size > least ? (size_t)status.st_size : least;
}

FILE *source_stream(struct source *source)
{
	FILE *stream = make_stream(source);
	size_t size;

	if (stream == NULL)
		return NULL;
	size = stream_buffer_size(source);
	source->stream_buffer = xzalloc(size);
	setvbuf(stream, source->stream_buffer, _IOFBF, size);
#ifdef HAVE___FSETLOCKING
	__fsetlocking(stream, FSETLOCKING_BYCALLER);
#endif
	return stream;
}

uint64_t source_consumed(const struct source *source)
{
	return source->consumed;
}

uint32_t source_snapshot(const struct source *source)
{
	return source->interfaces.snapshot;
}

const char *source_error(const struct source *source)
{
	if (source->error != 0)
		return strerror(source->error);
	return source->unpack != NULL ? unpack_error(source->unpack) : NULL;
}

bool source_cut(const struct source *source)
{
	return source->error == 0 && source->unpack != NULL &&
	       unpack_cut(source->unpack);
}

bool source_rereadable(const struct source *source)
{
	return source->start >= 0;
}

/* Frees what reading has made. */
static void stop_reading(struct source *source)
{
	unpack_free(source->unpack);
	free(source->stream_buffer);
	free(source->block);
}

int source_rewind(struct source *source, const char *name, struct fault *fault)
{
	struct source anew = {.fd = source->fd, .start = source->start};

	if (lseek(source->fd, source->start, SEEK_SET) < 0)
		return refuse(name, errno, fault);
	stop_reading(source);
	*source = anew;
	return 0;
}

void source_close(struct source *source)
{
	if (source == NULL)
		return;
	stop_reading(source);
	close(source->fd);
	free(source);
}
