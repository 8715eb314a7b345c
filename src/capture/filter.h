/* SPDX-License-Identifier: BSD-2-Clause
 *
 * filter: an expression in libpcap's language, compiled before it is known what
 * files hold.
 *
 * Names of hosts, ports and protocols are looked up by the compiler, in files
 * and on the network, where a sandboxed process can look up nothing.  A program
 * depends on a file's link type and byte order alone, so that there is one for
 * each of these before the first file is read.
 */
#ifndef TCPLADDER_FILTER_H
#define TCPLADDER_FILTER_H

#include <stdbool.h>

struct bpf_program;
struct fault;
struct filter;
struct pcap;

/* Compiles the expression for each link type that is known; it must outlive
 * the filter.  An error is kept for filter_program().  The caller frees it with
 * filter_free(). */
struct filter *filter_new(const char *expression,
                          bool (*link_known)(int link_type));

/* The program for an open file, valid until filter_free(); NULL and the fault
 * "LABEL: filter '…': reason" where the expression is wrong for it. */
struct bpf_program *filter_program(struct filter *filter, struct pcap *pcap,
                                   const char *label, struct fault *fault);

/* NULL is fine. */
void filter_free(struct filter *filter);

#endif
