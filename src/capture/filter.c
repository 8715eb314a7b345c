/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The compiler wants an open pcap and judges by it: some expressions are refused
 * of files that are taken on an interface, and in DLT_NULL the family stands in
 * the byte order of the machine that wrote it.  So it is given files that hold
 * nothing but a header.
 */
#include "config.h"

#include "capture/filter.h"

#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/xalloc.h"

#define LINK_TYPE_MAX 511      /* no DLT_ is beyond it */
#define SNAPSHOT_LENGTH 262144 /* libpcap's own maximum */
#define HEADER_SIZE 24

/* The expression compiled for one kind of file. */
struct compiled {
	int link_type; /* a DLT_ */
	bool swapped;  /* the other byte order than this machine's */
	bool good;
	struct bpf_program program;   /* where it is good, … */
	char error[PCAP_ERRBUF_SIZE]; /* … and where it is not */
};

struct filter {
	const char *expression;
	struct compiled *kinds;
	size_t count;
	bool hopeless; /* the last of kinds holds the error for all */
};

/* Writes the header of an empty file.  Returns 0 or -1. */
static int make_header(int link_type, uint8_t header[HEADER_SIZE])
{
	pcap_t *dead = pcap_open_dead(link_type, SNAPSHOT_LENGTH);
	FILE *stream = fmemopen(header, HEADER_SIZE, "w");
	pcap_dumper_t *dumper = NULL;

	if (dead && stream) {
		setbuf(stream, NULL); /* or a NUL is put behind */
		dumper = pcap_dump_fopen(dead, stream);
	}
	if (dumper)
		pcap_dump_close(dumper);
	else if (stream)
		fclose(stream);
	if (dead)
		pcap_close(dead);
	return dumper ? 0 : -1;
}

/* The same as a machine of the other byte order writes it: two fields of 16
 * bits stand behind the magic number, the rest has 32. */
static void swap_header(uint8_t header[HEADER_SIZE])
{
	for (size_t at = 0; at < HEADER_SIZE;) {
		size_t size = at == 4 || at == 6 ? 2 : 4;

		for (size_t i = 0; i < size / 2; i++) {
			uint8_t byte = header[at + i];

			header[at + i] = header[at + size - 1 - i];
			header[at + size - 1 - i] = byte;
		}
		at += size;
	}
}

static pcap_t *open_empty(int link_type, bool swapped)
{
	uint8_t header[HEADER_SIZE];
	char error[PCAP_ERRBUF_SIZE];
	FILE *stream;
	pcap_t *pcap;

	if (make_header(link_type, header) < 0)
		return NULL;
	if (swapped)
		swap_header(header);
	stream = fmemopen(header, HEADER_SIZE, "r");
	if (!stream)
		return NULL;
	pcap = pcap_fopen_offline(stream, error);
	if (!pcap)
		fclose(stream);
	return pcap;
}

static struct compiled *compile(struct filter *f, pcap_t *pcap)
{
	struct compiled *c;

	f->kinds = xreallocarray(f->kinds, f->count + 1, sizeof(*f->kinds));
	c = &f->kinds[f->count++];
	*c = (struct compiled){.link_type = pcap_datalink(pcap),
	                       .swapped = pcap_is_swapped(pcap)};
	c->good = pcap_compile(pcap, &c->program, f->expression, 1,
	                       PCAP_NETMASK_UNKNOWN) == 0;
	if (!c->good)
		snprintf(c->error, sizeof(c->error), "%s", pcap_geterr(pcap));
	return c;
}

/* Compiles for one kind of file. */
static void prepare(struct filter *f, int link_type, bool swapped)
{
	pcap_t *pcap = open_empty(link_type, swapped);
	const struct compiled *c;

	if (!pcap)
		return;
	c = compile(f, pcap);
	/* A name that is not known: to ask for it once more for each link type
	 * could take minutes. */
	f->hopeless = !c->good && strncmp(c->error, "unknown ", 8) == 0;
	pcap_close(pcap);
}

struct filter *filter_new(const char *expression,
                          bool (*link_known)(int link_type))
{
	struct filter *f = xzalloc(sizeof(*f));

	f->expression = expression;
	for (int type = 0; type <= LINK_TYPE_MAX && !f->hopeless; type++) {
		if (!link_known || !link_known(type))
			continue;
		prepare(f, type, false);
		if (type == DLT_NULL && !f->hopeless)
			prepare(f, type, true);
	}
	return f;
}

static bool fits(const struct compiled *c, pcap_t *pcap)
{
	return c->link_type == pcap_datalink(pcap) &&
	       (c->link_type != DLT_NULL ||
	        c->swapped == (bool)pcap_is_swapped(pcap));
}

struct bpf_program *filter_program(struct filter *f, pcap_t *pcap,
                                   const char *label, struct fault *fault)
{
	struct compiled *found = NULL;

	for (size_t i = 0; i < f->count && !found; i++)
		if (fits(&f->kinds[i], pcap))
			found = &f->kinds[i];
	if (!found)
		found = f->hopeless ? &f->kinds[f->count - 1]
		                    : compile(f, pcap);
	if (found->good)
		return &found->program;
	fault_set(fault, "%s: filter '%s': %s", label, f->expression,
	          found->error);
	return NULL;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->count; i++)
		if (f->kinds[i].good)
			pcap_freecode(&f->kinds[i].program);
	free(f->kinds);
	free(f);
}
