/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "sandbox/privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"

#define NOBODY "nobody"

/* Groups first: the right to leave them goes with the user. */
static int become(uid_t user, gid_t group)
{
	if (setgroups(1, &group) < 0 || setgid(group) < 0 || setuid(user) < 0)
		return -1;
	if (setuid(0) == 0 || geteuid() != user || getegid() != group) {
		errno = EPERM;
		return -1;
	}
	return 0;
}

int privileges_drop(const char *user, struct fault *fault)
{
	const char *name = user ? user : NOBODY;
	const struct passwd *entry;

	if (geteuid() != 0)
		return 0;
	entry = getpwnam(name);
	if (!entry)
		return fault_set(fault,
		                 "started as root, and there is no user %s to "
		                 "become; name one with --user=USER, or stay "
		                 "with --user=root",
		                 name);
	if (entry->pw_uid == 0)
		return 0;
	if (become(entry->pw_uid, entry->pw_gid) < 0)
		return fault_set(fault,
		                 "started as root, and cannot become %s: %s; "
		                 "stay root with --user=root",
		                 name, strerror(errno));
	return 0;
}
