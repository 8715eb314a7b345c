/* SPDX-License-Identifier: BSD-2-Clause
 *
 * count: tells the census of connections, whatever their form.
 */
#ifndef TCPLADDER_COUNT_H
#define TCPLADDER_COUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "track/census.h"
#include "track/steady.h"

/* The census, and as what it counts (census_as()) … */
struct count {
	struct census census;
	uint16_t syn, syn_ack, refused;          /* … embryos, … */
	uint16_t steady[DIR_COUNT][STAGE_COUNT]; /* … and, by the closer, the
	                                            others */
};

void count_init(struct count *count);
void count_fini(struct count *count);

/* A connection begins with this segment, not yet fed to it. */
void count_begin(struct count *count, struct connection *c,
                 const struct segment *segment);

/* A segment was fed to it. */
void count_segment(struct count *count, struct connection *c);

/* The SYN of an embryo. */
void count_syn(struct count *count, struct embryo *embryo,
               const struct segment *syn);

/* Its SYN,ACK. */
void count_syn_ack(struct count *count, struct embryo *embryo,
                   const struct segment *syn_ack);

/* The reset instead of it. */
void count_refusal(struct count *count, struct embryo *embryo,
                   const struct segment *reset);

/* The ACK that has made a steady connection of it. */
void count_ack(struct count *count, struct steady *steady,
               const struct segment *ack);

/* A segment by which a steady connection has come on from this stage. */
void count_stage(struct count *count, struct steady *steady,
                 const struct segment *segment, enum stage was);

/* An embryo or a steady connection is over, as its brief says. */
void count_brief(struct count *count, const struct filed *filed,
                 const struct brief *brief);

/* The capture ends: census_cut() of an embryo. */
void count_cut(struct count *count, const struct embryo *embryo,
               int64_t capture_end);

#endif
