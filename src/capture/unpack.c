/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "capture/unpack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#endif

#include "base/array.h"
#include "base/xalloc.h"

struct packing {
	const char *name;
	const char *magic;
	size_t magic_len;
};

static const struct packing PACKINGS[] = {
	{"gzip", "\x1f\x8b", 2},
	{"zstd", "\x28\xb5\x2f\xfd", 4},
	{"lz4", "\x04\x22\x4d\x18", 4},
	{"xz",
         "\xfd"
         "7zX",
         4},
	{"bzip2", "BZh", 3},
};

const char *unpack_recognise(struct bytes head)
{
	for (size_t i = 0; i < ARRAY_LEN(PACKINGS); i++)
		if (bytes_have(head, 0, PACKINGS[i].magic_len) &&
		    memcmp(head.at, PACKINGS[i].magic, PACKINGS[i].magic_len) ==
		            0)
			return PACKINGS[i].name;
	return NULL;
}

#ifdef HAVE_LIBARCHIVE

struct unpack {
	struct archive *archive;
	unpack_feed *feed;
	void *from;
	struct bytes block; /* unpacked, not yet asked for */
	bool started;       /* the header is read */
	bool failed;
};

static la_ssize_t give(struct archive *archive, void *data, const void **buffer)
{
	struct unpack *unpack = data;
	ssize_t len = unpack->feed(unpack->from, buffer);

	if (len < 0)
		archive_set_error(archive, errno, "%s", strerror(errno));
	return len;
}

/* Not libarchive's "all": some of those filters start other programs. */
static void support(struct archive *archive)
{
	archive_read_support_filter_gzip(archive);
	archive_read_support_filter_zstd(archive);
	archive_read_support_filter_lz4(archive);
	archive_read_support_filter_xz(archive);
	archive_read_support_filter_bzip2(archive);
	archive_read_support_format_raw(archive);
	archive_read_support_format_empty(archive);
}

struct unpack *unpack_new(unpack_feed *feed, void *from)
{
	struct unpack *unpack = xzalloc(sizeof(*unpack));

	unpack->feed = feed;
	unpack->from = from;
	unpack->archive = archive_read_new();
	if (unpack->archive == NULL) {
		unpack_free(unpack);
		return NULL;
	}
	support(unpack->archive);
	return unpack;
}

/* Opens the archive and steps to the one file in it.  Returns an ARCHIVE_
 * status. */
static int start(struct unpack *unpack)
{
	struct archive_entry *entry;
	int status = archive_read_open2(unpack->archive, unpack, NULL, give,
	                                NULL, NULL);

	unpack->started = true;
	if (status != ARCHIVE_OK)
		return status;
	return archive_read_next_header(unpack->archive, &entry);
}

/* Makes unpack->block hold something.  Returns an ARCHIVE_ status. */
static int refill(struct unpack *unpack)
{
	const void *data = NULL;
	size_t len = 0;
	la_int64_t offset; /* of no use: a stream has no holes */
	int status = ARCHIVE_OK;

	if (!unpack->started)
		status = start(unpack);
	while (status == ARCHIVE_OK && len == 0)
		status = archive_read_data_block(unpack->archive, &data, &len,
		                                 &offset);
	unpack->block = (struct bytes){data, len};
	return status;
}

ssize_t unpack_read(struct unpack *unpack, void *buffer, size_t size)
{
	struct bytes piece;

	if (unpack->failed)
		return -1;
	if (unpack->block.len == 0) {
		int status = refill(unpack);

		if (status == ARCHIVE_EOF)
			return 0;
		if (status != ARCHIVE_OK) {
			unpack->failed = true;
			return -1;
		}
	}
	piece = bytes_first(unpack->block, size);
	memcpy(buffer, piece.at, piece.len);
	unpack->block = bytes_skip(unpack->block, piece.len);
	return (ssize_t)piece.len;
}

const char *unpack_error(const struct unpack *unpack)
{
	const char *error = archive_error_string(unpack->archive);

	if (!unpack->failed)
		return NULL;
	return error != NULL ? error : "the compressed data is damaged";
}

/* libarchive has no code for it: each filter says "truncated", but for xz,
 * which lets liblzma speak. */
bool unpack_cut(const struct unpack *unpack)
{
	const char *error = unpack_error(unpack);

	return error != NULL && (strstr(error, "runcated") != NULL ||
	                         strstr(error, "No progress") != NULL);
}

void unpack_free(struct unpack *unpack)
{
	if (unpack == NULL)
		return;
	archive_read_free(unpack->archive);
	free(unpack);
}

#else /* !HAVE_LIBARCHIVE: there never is an unpack to read */

struct unpack *unpack_new(unpack_feed *feed, void *from)
{
	(void)feed, (void)from;
	return NULL;
}

ssize_t unpack_read(struct unpack *unpack, void *buffer, size_t size)
{
	(void)unpack, (void)buffer, (void)size;
	return -1;
}

const char *unpack_error(const struct unpack *unpack)
{
	(void)unpack;
	return NULL;
}

bool unpack_cut(const struct unpack *unpack)
{
	(void)unpack;
	return false;
}

void unpack_free(struct unpack *unpack)
{
	(void)unpack;
}

#endif
