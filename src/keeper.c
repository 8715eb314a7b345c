/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Between both processes there is a socket.  One word means: rename; another
 * one, or the end of the stream, however it comes about, means: remove.  The
 * answer is an errno.
 *
 * No signal reaches the keeper: Ctrl-C is sent to both, and it is the other
 * one's end that tells it what to do.  All are blocked while the file is made
 * and the process forked, so that there is no moment in which the file is
 * there, and no one to remove it.
 *
 * A keeper that is started later inherits the sockets of those before it, and
 * so keeps them from seeing the end; but sees its own, goes, and sets free the
 * next.
 */
#include "config.h"

#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/text.h"
#include "base/xalloc.h"

#define LINKS_MAX 40 /* as Linux follows them */
#define PERMISSIONS 0777

enum word { REMOVE, RENAME };

/* The file's names. */
struct names {
	char *target;    /* where symbolic links end */
	char *temporary; /* beside it */
};

static void free_names(struct names *names)
{
	free(names->target);
	free(names->temporary);
}

/* The name in the folder of another one. */
static char *beside(const char *sibling, const char *name)
{
	const char *slash = strrchr(sibling, '/');
	struct text path = {0};
	char *result;

	if (slash && *name != '/')
		text_add_bytes(&path, sibling, (size_t)(slash - sibling) + 1);
	text_add(&path, name);
	result = xstrdup(text_string(&path));
	text_fini(&path);
	return result;
}

/* Follows symbolic links, the last of which may lead nowhere yet.  NULL with
 * errno set where they go round in circles. */
static char *follow(const char *name)
{
	char *path = xstrdup(name);
	char link[PATH_MAX];

	for (int i = 0; i < LINKS_MAX; i++) {
		ssize_t len = readlink(path, link, sizeof(link) - 1);
		char *next;

		if (len < 0)
			return path;
		link[len] = '\0';
		next = beside(path, link);
		free(path);
		path = next;
	}
	free(path);
	errno = ELOOP;
	return NULL;
}

/* Gives the new file the mode and owner of the old one, or those of any new
 * file.  Returns 0, or -1 with errno set. */
static int dress(int fd, const char *target)
{
	struct stat old;
	mode_t mask;

	if (stat(target, &old) == 0) {
		if (access(target, W_OK) < 0)
			return -1;
		/* Another owner is root's to give, another group not
		 * everyone's: then the file is the user's own. */
		if (fchown(fd, old.st_uid, old.st_gid) < 0)
			errno = 0;
		return fchmod(fd, old.st_mode & PERMISSIONS);
	}
	mask = umask(0);
	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

/* Makes the file.  Returns its descriptor, or -1 with errno set. */
static int make_temporary(struct names *names)
{
	int fd;

	names->temporary = beside(names->target, ".tcpladder-XXXXXX");
	fd = mkstemp(names->temporary);
	if (fd < 0 || (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
	               dress(fd, names->target) == 0))
		return fd;
	unlink(names->temporary);
	close(fd);
	return -1;
}

/* What the other process does. */
static void keep(int line, struct names *names)
{
	char word = REMOVE;
	bool whole = read(line, &word, 1) == 1 && word == RENAME;
	int error = 0;

	if (whole && rename(names->temporary, names->target) < 0)
		error = errno;
	if (!whole || error)
		unlink(names->temporary);
	free_names(names);
	_exit(write(line, &error, sizeof(error)) < 0);
}

/* Forks.  Returns this end of the line, or -1 with errno set. */
static int start_process(struct names *names)
{
	int line[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, line) < 0)
		return -1;
	fcntl(line[0], F_SETFD, FD_CLOEXEC);
	fcntl(line[1], F_SETFD, FD_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		close(line[0]);
		keep(line[1], names);
	}
	close(line[1]);
	if (pid > 0)
		return line[0];
	close(line[0]);
	return -1;
}

/* With all signals blocked.  Returns the file's descriptor, or -1 with errno
 * set. */
static int make_kept(struct keeper *keeper, struct names *names)
{
	int fd = make_temporary(names);

	if (fd < 0)
		return -1;
	keeper->line = start_process(names);
	if (keeper->line >= 0)
		return fd;
	unlink(names->temporary);
	close(fd);
	return -1;
}

int keeper_start(struct keeper *keeper, const char *name, struct fault *fault)
{
	struct names names = {.target = follow(name)};
	sigset_t all, before;
	int fd = -1, error;

	if (names.target) {
		sigfillset(&all);
		sigprocmask(SIG_SETMASK, &all, &before);
		fd = make_kept(keeper, &names);
		error = errno;
		sigprocmask(SIG_SETMASK, &before, NULL);
		errno = error;
	}
	if (fd < 0)
		fault_set(fault, "%s: %s", name, strerror(errno));
	free_names(&names);
	return fd;
}

int keeper_finish(struct keeper *keeper, bool whole)
{
	char word = whole ? RENAME : REMOVE;
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	int error;

	if (write(keeper->line, &word, 1) != 1 ||
	    read(keeper->line, &error, sizeof(error)) != sizeof(error))
		error = EPIPE; /* someone ended it */
	close(keeper->line);
	signal(SIGPIPE, before);
	return error;
}
