/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "capture/reason.h"

#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "capture/capture.h"
#include "capture/source.h"

/* Adds a name to the list, where there is room for it. */
static void add_name(char *list, size_t size, const char *name)
{
	const char *separator = list[0] == '\0' ? "; known: " : ", ";
	size_t len = strlen(list), separator_len = strlen(separator);

	if (len + separator_len + strlen(name) >= size)
		return;
	memcpy(list + len, separator, separator_len);
	memcpy(list + len + separator_len, name, strlen(name) + 1);
}

int reason_link_type(const char *label, int link_type,
                     const char *(*link_name)(size_t index),
                     struct fault *fault)
{
	const char *name = pcap_datalink_val_to_name(link_type);
	const char *known;
	const char *last = "";
	char list[FAULT_TEXT_SIZE - 160] = "";

	for (size_t i = 0; link_name && (known = link_name(i)) != NULL; i++) {
		if (strcmp(known, last) != 0) /* RAW has several numbers */
			add_name(list, sizeof(list), known);
		last = known;
	}
	return fault_set(fault, "%s: unknown link type %d%s%s%s", label,
	                 link_type, name != NULL ? ", " : "",
	                 name != NULL ? name : "", list);
}

/* editcap's name of a link type, or where to put it. */
static const char *editcap_name(int link_type)
{
	switch (link_type) {
	case DLT_EN10MB:
		return "ether";
	case DLT_RAW:
		return "rawip";
	case DLT_LINUX_SLL:
		return "linux-sll";
	case DLT_LINUX_SLL2:
		return "linux-sll2";
	default:
		return "TYPE";
	}
}

/* The commands for a pcapng file whose interfaces differ, which libpcap
 * refuses.  tshark alone would do, but keeps the descriptions of interfaces
 * that no packet is left of. */
static int differing_link_types(const char *label, int link_type,
                                struct fault *fault)
{
	return fault_set(
		fault,
		"%s: its interfaces differ in link type, which libpcap does "
		"not read; split it by interface: tshark -r %s -Y "
		"'frame.interface_id == 0' -w - | editcap -F nsecpcap -T %s - "
		"0.pcap",
		label, label, editcap_name(link_type));
}

int reason_damaged(const struct capture_file *file, const char *text,
                   int link_type, struct fault *fault)
{
	const char *label = source_label(file->name);

	if (strncmp(text, "an interface has a type", 23) == 0)
		return differing_link_types(label, link_type, fault);
	return fault_set(fault, "%s: damaged at packet %" PRIu64 ": %s", label,
	                 file->first_packet + file->packets, text);
}
