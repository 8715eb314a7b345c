/* SPDX-License-Identifier: BSD-2-Clause
 *
 * All files are open from the beginning, since none can be opened once the
 * process is in its sandbox; one is read at a time: a source gives its bytes,
 * libpcap makes packets of them.  A filter is applied here and not inside
 * libpcap, since packets are numbered over all of the capture, those it leaves
 * out too.
 */
#include "config.h"

#include "capture/capture.h"

#include <assert.h>
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/xalloc.h"
#include "capture/filter.h"
#include "capture/reason.h"
#include "capture/records.h"
#include "capture/source.h"

#define NSEC_PER_SEC INT64_C(1000000000)
#define SECONDS_MIN INT64_C(-1000000000) /* in April of 1938 */
#define SECONDS_MAX INT64_C(4600000000)  /* in October of 2115 */

struct capture {
	struct capture_options options;
	struct capture_file *files;
	struct source **sources; /* of the files; NULL when done with */
	size_t file_count;
	struct filter *filter;   /* NULL for none */
	size_t at;               /* the file being read */
	uint64_t number;         /* of the last packet */
	uint64_t bytes_done;     /* of the files before the one at hand */
	uint64_t bytes_total;    /* of all files; 0 where one is not known */
	bool stopped;            /* by a fault */
	struct source *source;   /* from here on: of the file being read, … */
	pcap_t *pcap;            /* … NULL when none is */
	FILE *stream;            /* the pcap's */
	struct records *records; /* what reads before it, or NULL */
	bool classic;            /* pcap, not pcapng */
	int link_type;           /* a DLT_ */
	struct bpf_program *program; /* the filter's, or NULL */
};

static struct capture_file *current(struct capture *capture)
{
	return &capture->files[capture->at];
}

/* Opens every file before any is read. */
static int open_sources(struct capture *capture, struct fault *fault)
{
	bool all_known = true;
	bool stdin_seen = false;

	for (size_t i = 0; i < capture->file_count; i++) {
		const char *name = capture->files[i].name;
		uint64_t size = 0;

		if (strcmp(name, "-") == 0) {
			if (stdin_seen)
				return fault_set(fault, "%s: given twice",
				                 source_label(name));
			stdin_seen = true;
		}
		capture->sources[i] = source_open(name, &size, fault);
		if (capture->sources[i] == NULL)
			return -1;
		capture->bytes_total += size;
		all_known = all_known && size > 0;
	}
	if (!all_known)
		capture->bytes_total = 0;
	return 0;
}

/* Makes libpcap's reader of the open source. */
static int open_pcap(struct capture *capture, struct fault *fault)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	const char *label = source_label(current(capture)->name);

	capture->stream = source_stream(capture->source);
	if (capture->stream == NULL)
		return fault_set(fault, "%s: no stream can be made", label);
	capture->pcap = pcap_fopen_offline_with_tstamp_precision(
		capture->stream, PCAP_TSTAMP_PRECISION_NANO, text);
	if (capture->pcap != NULL) {
		capture->records = records_new(capture->source, capture->pcap);
		return 0;
	}
	if (source_error(capture->source) != NULL)
		fault_set(fault, "%s: %s", label,
		          source_error(capture->source));
	else if (feof(capture->stream))
		fault_set(fault, "%s: cut short before its first packet",
		          label);
	else
		fault_set(fault, "%s: %s", label, text);
	fclose(capture->stream);
	return -1;
}

static int check_link_type(struct capture *capture, struct fault *fault)
{
	const struct capture_options *options = &capture->options;

	capture->link_type = pcap_datalink(capture->pcap);
	current(capture)->link_type =
		pcap_datalink_val_to_name(capture->link_type);
	if (options->link_known == NULL ||
	    options->link_known(capture->link_type))
		return 0;
	return reason_link_type(source_label(current(capture)->name),
	                        capture->link_type, options->link_name, fault);
}

static int choose_program(struct capture *capture, struct fault *fault)
{
	if (capture->filter == NULL)
		return 0;
	capture->program = filter_program(capture->filter, capture->pcap,
	                                  source_label(current(capture)->name),
	                                  fault);
	return capture->program != NULL ? 0 : -1;
}

/* Of a pcapng, libpcap does not know it; see interfaces.h. */
static void note_snapshot_length(struct capture *capture)
{
	uint32_t told = source_snapshot(capture->source);
	uint32_t most = (uint32_t)pcap_snapshot(capture->pcap);

	current(capture)->snapshot_length = told != 0 && told < most ? told
	                                                             : most;
}

static void close_file(struct capture *capture)
{
	capture->program = NULL;
	if (capture->pcap != NULL) {
		note_snapshot_length(capture); /* interfaces may have come */
		pcap_close(capture->pcap);     /* the stream too */
	}
	capture->pcap = NULL;
	capture->stream = NULL;
	records_free(capture->records);
	capture->records = NULL;
	if (capture->source == NULL)
		return;
	capture->bytes_done += source_consumed(capture->source);
	if (capture->options.twice)
		capture->sources[capture->at] = capture->source;
	else
		source_close(capture->source);
	capture->source = NULL;
}

/* Begins to read the file at hand, and judges what it is. */
static int begin_file(struct capture *capture, struct fault *fault)
{
	struct capture_file *file = current(capture);
	const char *label = source_label(file->name);
	enum source_format format;

	file->first_packet = capture->number + 1;
	capture->source = capture->sources[capture->at];
	capture->sources[capture->at] = NULL;
	if (source_begin(capture->source, file->name, fault) < 0)
		return -1;
	format = source_format(capture->source);
	if (format == SOURCE_EMPTY)
		return fault_set(fault, "%s: is empty", label);
	if (format == SOURCE_UNKNOWN)
		return fault_set(fault, "%s: is not a pcap or pcapng file",
		                 label);
	capture->classic = format == SOURCE_PCAP;
	file->format = capture->classic ? "pcap" : "pcapng";
	if (open_pcap(capture, fault) < 0)
		return -1;
	note_snapshot_length(capture);
	if (check_link_type(capture, fault) < 0)
		return -1;
	return choose_program(capture, fault);
}

struct capture *capture_reserve(const char *const *names, size_t count,
                                const struct capture_options *options,
                                struct fault *fault)
{
	struct capture *capture = xzalloc(sizeof(*capture));

	assert(count > 0);
	capture->options = *options;
	capture->file_count = count;
	capture->files = xcalloc(count, sizeof(*capture->files));
	capture->sources = xcalloc(count, sizeof(struct source *));
	for (size_t i = 0; i < count; i++)
		capture->files[i].name = names[i];
	if (open_sources(capture, fault) < 0) {
		capture_close(capture);
		return NULL;
	}
	if (options->filter != NULL)
		capture->filter =
			filter_new(options->filter, options->link_known);
	return capture;
}

int capture_begin(struct capture *capture, struct fault *fault)
{
	assert(capture->at == 0 && capture->source == NULL);
	return begin_file(capture, fault);
}

struct capture *capture_open(const char *const *names, size_t count,
                             const struct capture_options *options,
                             struct fault *fault)
{
	struct capture *capture = capture_reserve(names, count, options, fault);

	if (capture != NULL && capture_begin(capture, fault) < 0) {
		capture_close(capture);
		return NULL;
	}
	return capture;
}

/* Nanoseconds since the epoch, from 1938 to 2115: so any two of them have a
 * difference, and half of it may be added, before anybody has to ask.  Classic
 * pcap has 32 bits of seconds, which libpcap takes to have a sign: they wrap in
 * 2106 here, as in Wireshark. */
static int64_t packet_time(const struct capture *capture,
                           const struct pcap_pkthdr *header)
{
	int64_t sec = header->ts.tv_sec;
	int64_t nsec = header->ts.tv_usec; /* by the precision asked for */

	if (capture->classic)
		sec &= 0xffffffff;
	if (sec >= SECONDS_MAX)
		return SECONDS_MAX * NSEC_PER_SEC;
	if (sec <= SECONDS_MIN)
		return SECONDS_MIN * NSEC_PER_SEC;
	return sec * NSEC_PER_SEC + nsec;
}

/* After a failed read.  A file that ends too early is noted and left behind;
 * anything else ends the capture.  Returns 0 or -1. */
static int judge_failure(struct capture *capture, struct fault *fault)
{
	struct capture_file *file = current(capture);
	const char *error = source_error(capture->source);

	if (source_cut(capture->source) ||
	    (error == NULL && feof(capture->stream))) {
		file->cut_short = true;
		return 0;
	}
	capture->stopped = true;
	if (error == NULL)
		return reason_damaged(file, pcap_geterr(capture->pcap),
		                      capture->link_type, fault);
	return fault_set(fault, "%s: cannot be read on from packet %llu: %s",
	                 source_label(file->name),
	                 (unsigned long long)capture->number + 1, error);
}

/* Goes on after a read that gave no packet: to the next file, if all is well.
 * Returns what capture_next() shall; CAPTURE_FRAME means that it shall read. */
static enum capture_status go_on(struct capture *capture, int result,
                                 struct fault *fault)
{
	if (result == PCAP_ERROR && judge_failure(capture, fault) < 0)
		return CAPTURE_FAULT;
	close_file(capture);
	if (++capture->at == capture->file_count)
		return CAPTURE_END;
	if (begin_file(capture, fault) == 0)
		return CAPTURE_FRAME;
	capture->stopped = true;
	return CAPTURE_FAULT;
}

/* libpcap's next packet; returns what pcap_next_ex() does: 1 where there is
 * one. */
static int next_packet(struct capture *capture, struct frame *frame)
{
	struct pcap_pkthdr *header;
	int result = pcap_next_ex(capture->pcap, &header, &frame->data);

	if (result != 1)
		return result;
	frame->captured = header->caplen;
	frame->length = header->len;
	frame->time = packet_time(capture, header);
	return result;
}

/* What nearly no packet needs, and none should pay for. */
#define APART __attribute__((noinline))

/* Where records_next() has nothing, or nothing more. */
APART static enum capture_status next_slowly(struct capture *capture,
                                             struct frame *frame,
                                             struct fault *fault)
{
	if (capture->stopped) {
		fault_set(fault, "nothing can be read after a fault");
		return CAPTURE_FAULT;
	}
	while (capture->at < capture->file_count) {
		enum capture_status status;
		int result;

		if (capture->records != NULL &&
		    records_next(capture->records, frame))
			return CAPTURE_FRAME;
		result = next_packet(capture, frame);
		if (result == 1)
			return CAPTURE_FRAME;
		status = go_on(capture, result, fault);
		if (status != CAPTURE_FRAME)
			return status;
	}
	return CAPTURE_END;
}

/* Whether the filter lets it pass. */
APART static bool passes(const struct capture *capture,
                         const struct frame *frame)
{
	struct pcap_pkthdr header = {.caplen = frame->captured,
	                             .len = frame->length};

	return pcap_offline_filter(capture->program, &header, frame->data) != 0;
}

enum capture_status capture_next(struct capture *capture, struct frame *frame,
                                 struct fault *fault)
{
	do {
		if (capture->records == NULL ||
		    !records_next(capture->records, frame)) {
			enum capture_status status =
				next_slowly(capture, frame, fault);

			if (status != CAPTURE_FRAME)
				return status;
		}
		frame->number = ++capture->number;
		frame->link_type = capture->link_type;
		current(capture)->packets++;
	} while (capture->program != NULL && !passes(capture, frame));
	return CAPTURE_FRAME;
}

bool capture_rereadable(const struct capture *capture)
{
	if (!capture->options.twice)
		return false;
	for (size_t i = 0; i < capture->file_count; i++) {
		const struct source *source = capture->sources[i];

		if (!source_rereadable(source != NULL ? source
		                                      : capture->source))
			return false;
	}
	return true;
}

int capture_rewind(struct capture *capture, struct fault *fault)
{
	close_file(capture);
	capture->at = 0;
	capture->number = 0;
	capture->bytes_done = 0;
	capture->stopped = true;
	for (size_t i = 0; i < capture->file_count; i++) {
		const char *name = capture->files[i].name;

		if (source_rewind(capture->sources[i], name, fault) < 0)
			return -1;
		capture->files[i] = (struct capture_file){.name = name};
	}
	if (begin_file(capture, fault) < 0)
		return -1;
	capture->stopped = false;
	return 0;
}

const struct capture_file *capture_files(const struct capture *capture,
                                         size_t *count)
{
	*count = capture->file_count;
	return capture->files;
}

void capture_describe_cut(const struct capture_file *file, struct fault *fault)
{
	fault_set(fault,
	          "%s: cut short in the middle of packet %" PRIu64
	          "; everything before it is shown",
	          source_label(file->name), file->first_packet + file->packets);
}

void capture_progress(const struct capture *capture, uint64_t *done,
                      uint64_t *total)
{
	*done = capture->bytes_done;
	if (capture->source != NULL)
		*done += source_consumed(capture->source);
	*total = capture->bytes_total;
}

void capture_close(struct capture *capture)
{
	if (capture == NULL)
		return;
	close_file(capture);
	for (size_t i = 0; i < capture->file_count; i++)
		source_close(capture->sources[i]);
	filter_free(capture->filter);
	free(capture->sources);
	free(capture->files);
	free(capture);
}
