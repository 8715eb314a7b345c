/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/listener.h"

#include <stdlib.h>

#include "base/xalloc.h"

void listener_fini(struct listener *l)
{
	sources_fini(&l->sources);
	sources_fini(&l->completers);
	free(l->findings);
}

struct listener_finding *listener_find(struct listener *l, enum rule rule)
{
	struct listener_finding *f;

	l->findings =
		xgrow(l->findings, l->finding_count, sizeof(*l->findings));
	f = &l->findings[l->finding_count++];
	*f = (struct listener_finding){
		.rule = (uint8_t)rule,
		.severity = (uint8_t)rule_severity(rule),
	};
	return f;
}

void peak_see(struct peak *p, uint32_t now, const struct moment *moment)
{
	p->now = now;
	if (now <= p->most)
		return;
	p->most = now;
	p->packet = moment->packet;
	p->time = moment->time;
}

void peak_enter(struct peak *p, const struct moment *moment)
{
	peak_see(p, p->now + 1, moment);
}

void peak_leave(struct peak *p)
{
	if (p->now)
		p->now--;
}
