/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "pager.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/intl.h"

static int open_pipe(int ends[2])
{
	if (pipe(ends) < 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static void close_pipe(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

/* Waits until something comes; goes where nothing does. */
static void await_input(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	int count = 0;

	poll(&input, 1, -1);
	if (ioctl(STDIN_FILENO, FIONREAD, &count) < 0 || count == 0)
		_exit(0);
}

/* What the other process does.  less shows colours, leaves what fits on the
 * screen, and ends at once where there is no more than a screenful. */
static void show(const char *program, const int input[2], const int end[2])
{
	dup2(input[0], STDIN_FILENO);
	close_pipe(input);
	await_input();
	fcntl(end[1], F_SETFD, 0); /* the pager's, as long as it runs */
	setenv("LESS", "FRX", 0);
	setenv("LESSCHARSET", intl_is_utf8() ? "utf-8" : "ascii", 0);
	execl("/bin/sh", "sh", "-c", program, (char *)NULL);
	_exit(127);
}

static FILE *start(struct pager *pager, const char *program, const int input[2],
                   const int end[2])
{
	pid_t pid = fork();

	if (pid == 0)
		show(program, input, end);
	if (pid < 0)
		return NULL;
	close(input[0]);
	close(end[1]);
	pager->end = end[0];
	signal(SIGPIPE, SIG_IGN);
	return fdopen(input[1], "w");
}

FILE *pager_open(struct pager *pager)
{
	const char *program = getenv("PAGER");
	int input[2], end[2];
	FILE *stream;

	if (!program)
		program = "less";
	if (!*program || strcmp(program, "cat") == 0 || open_pipe(input) < 0)
		return NULL;
	if (open_pipe(end) < 0) {
		close_pipe(input);
		return NULL;
	}
	fflush(stdout);
	stream = start(pager, program, input, end);
	if (!stream) {
		close_pipe(input);
		close_pipe(end);
	}
	return stream;
}

void pager_close(struct pager *pager, FILE *stream)
{
	char none;

	fclose(stream);
	while (read(pager->end, &none, 1) > 0)
		;
	close(pager->end);
}
