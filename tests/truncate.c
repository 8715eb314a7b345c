/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: truncate [-v] [FILE]…
 *
 * Any prefix of any file is safe input: cuts each capture (of pcaps/ unless
 * some are named) at every byte, and each of its frames at every snapshot
 * length from 0 to 200, and takes what is left through the whole program in
 * this process.  It is the sanitizers that have something to say; here we ask
 * only that what is refused is refused with a reason.  -v names each cut
 * before it is tried.
 */
#include "config.h"

#include <assert.h>
#include <dirent.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/xalloc.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "report/report.h"
#include "report/run.h"

#define SNAPSHOT_MAX 200

struct sweep {
	bool verbose;
	const char *scratch; /* name of the file that is cut */
	int fd;              /* it, open for writing */
	FILE *nowhere;       /* where reports go */
	uint64_t cuts, refused;
};

/* The frames of a capture, kept. */
struct kept {
	struct frame *frames;
	size_t count;
};

/* Opens the scratch file, or says why it is refused. */
static struct capture *open_scratch(const struct sweep *sweep,
                                    struct fault *fault)
{
	static const struct capture_options OPTIONS = {
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};

	return capture_open(&sweep->scratch, 1, &OPTIONS, fault);
}

/* Takes the scratch file as it stands through the program: the ladder and the
 * JSON by turns, for all of their code to meet every cut's neighbour. */
static void run_scratch(struct sweep *sweep)
{
	const struct run_options options = {
		.format = sweep->cuts % 2 == 0 ? &report_ladder : &report_json,
		.style = {.out = sweep->nowhere,
	                  .width = 80,
	                  .all = true,
	                  .segments = KEEP_ALL},
		.checksums = true,
	};
	struct fault fault = {""};
	struct capture *capture = open_scratch(sweep, &fault);

	sweep->cuts++;
	if (capture == NULL) {
		assert(fault_is_set(&fault));
		sweep->refused++;
		return;
	}
	if (run_report(capture, &options, &fault) < 0)
		assert(fault_is_set(&fault));
	capture_close(capture);
}

static void cut_bytes(struct sweep *sweep, const char *name, off_t size)
{
	for (off_t len = size; len >= 0; len--) {
		if (sweep->verbose)
			printf("%s: %jd bytes\n", name, (intmax_t)len);
		if (ftruncate(sweep->fd, len) != 0) {
			perror(sweep->scratch);
			exit(EXIT_FAILURE);
		}
		run_scratch(sweep);
	}
}

/* Keeps the frames of the scratch file. */
static void keep_frames(const struct sweep *sweep, struct kept *kept)
{
	struct fault fault = {""};
	struct capture *capture = open_scratch(sweep, &fault);
	struct frame frame;

	*kept = (struct kept){NULL, 0};
	if (capture == NULL)
		return;
	while (capture_next(capture, &frame, &fault) == CAPTURE_FRAME) {
		uint8_t *copy = xzalloc(frame.captured + 1);

		memcpy(copy, frame.data, frame.captured);
		frame.data = copy;
		kept->frames = xreallocarray(kept->frames, kept->count + 1,
		                             sizeof(*kept->frames));
		kept->frames[kept->count++] = frame;
	}
	capture_close(capture);
}

/* Writes the frames to the scratch file, `snapshot` bytes of each at most. */
static void write_cut_frames(const struct sweep *sweep, const struct kept *kept,
                             uint32_t snapshot)
{
	pcap_t *dead = pcap_open_dead_with_tstamp_precision(
		kept->frames[0].link_type, SNAPSHOT_MAX,
		PCAP_TSTAMP_PRECISION_NANO);
	pcap_dumper_t *out = pcap_dump_open(dead, sweep->scratch);

	if (out == NULL) {
		fprintf(stderr, "%s\n", pcap_geterr(dead));
		exit(EXIT_FAILURE);
	}
	for (size_t i = 0; i < kept->count; i++) {
		const struct frame *frame = &kept->frames[i];
		struct pcap_pkthdr header = {
			.ts = {.tv_sec = frame->time / 1000000000,
		               .tv_usec = frame->time % 1000000000},
			.caplen = frame->captured < snapshot ? frame->captured
		                                             : snapshot,
			.len = frame->length,
		};

		pcap_dump((u_char *)out, &header, frame->data);
	}
	pcap_dump_close(out);
	pcap_close(dead);
}

static void cut_frames(struct sweep *sweep, const char *name,
                       const struct kept *kept)
{
	for (uint32_t snapshot = 0; snapshot <= SNAPSHOT_MAX; snapshot++) {
		if (sweep->verbose)
			printf("%s: snapshots of %" PRIu32 "\n", name,
			       snapshot);
		write_cut_frames(sweep, kept, snapshot);
		run_scratch(sweep);
	}
}

/* Copies a capture into the scratch file.  Returns its size, or -1. */
static off_t copy_capture(const struct sweep *sweep, const char *name)
{
	FILE *in = fopen(name, "rb");
	off_t size = 0;
	char block[BUFSIZ];
	size_t count;

	if (in == NULL || ftruncate(sweep->fd, 0) != 0 ||
	    lseek(sweep->fd, 0, SEEK_SET) != 0)
		return -1;
	while ((count = fread(block, 1, sizeof(block), in)) > 0) {
		if (write(sweep->fd, block, count) != (ssize_t)count)
			return -1;
		size += (off_t)count;
	}
	fclose(in);
	return size;
}

static void sweep_file(struct sweep *sweep, const char *name)
{
	off_t size = copy_capture(sweep, name);
	struct kept kept;

	if (size < 0) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	keep_frames(sweep, &kept);
	cut_bytes(sweep, name, size);
	if (kept.count > 0)
		cut_frames(sweep, name, &kept);
	for (size_t i = 0; i < kept.count; i++)
		free((void *)(uintptr_t)kept.frames[i].data);
	free(kept.frames);
}

static int is_capture(const struct dirent *entry)
{
	return strstr(entry->d_name, ".pcap") != NULL;
}

static char *path_join(const char *folder, const char *name)
{
	size_t size = strlen(folder) + strlen(name) + 2;
	char *path = xzalloc(size);

	snprintf(path, size, "%s/%s", folder, name);
	return path;
}

static void sweep_folder(struct sweep *sweep, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_capture, alphasort);

	if (count < 0) {
		perror(folder);
		exit(EXIT_FAILURE);
	}
	for (int i = 0; i < count; i++) {
		char *name = path_join(folder, entries[i]->d_name);

		sweep_file(sweep, name);
		free(name);
		free(entries[i]);
	}
	free(entries);
}

int main(int argc, char **argv)
{
	char scratch[] = "truncate-XXXXXX";
	struct sweep sweep = {.scratch = scratch};
	const char *srcdir = getenv("srcdir");
	char *folder;
	int first = 1;

	if (first < argc && strcmp(argv[first], "-v") == 0) {
		sweep.verbose = true;
		first++;
	}
	sweep.fd = mkstemp(scratch);
	if (sweep.fd < 0) {
		perror(scratch);
		return EXIT_FAILURE;
	}
	sweep.nowhere = fopen("/dev/null", "w");
	if (sweep.nowhere == NULL) {
		perror("/dev/null");
		return EXIT_FAILURE;
	}
	if (first < argc) {
		while (first < argc)
			sweep_file(&sweep, argv[first++]);
	} else {
		folder = path_join(srcdir != NULL ? srcdir : ".", "pcaps");
		sweep_folder(&sweep, folder);
		free(folder);
	}
	fclose(sweep.nowhere);
	close(sweep.fd);
	unlink(scratch);
	printf("truncate: %" PRIu64 " cuts, %" PRIu64 " refused\n", sweep.cuts,
	       sweep.refused);
	return EXIT_SUCCESS;
}
