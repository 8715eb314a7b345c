/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "output.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "options.h"

#define WIDTH_WITHOUT_TERMINAL 80
#define WIDTH_MAX 200

/* A file that is there and no regular one (a device, a pipe) is written to as
 * it is. */
static bool is_special(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && !S_ISREG(st.st_mode);
}

static int open_beside(struct output *o, struct fault *fault)
{
	struct text name = {0};
	int fd;

	text_printf(&name, "%s.XXXXXX", o->name);
	o->temporary = xstrdup(text_string(&name));
	text_fini(&name);
	fd = mkstemp(o->temporary);
	if (fd >= 0) {
		mode_t mask = umask(0);

		umask(mask);
		fchmod(fd, 0666 & ~mask);
		o->stream = fdopen(fd, "w");
	}
	if (o->stream)
		return 0;
	fault_set(fault, "%s: %s", o->name, strerror(errno));
	free(o->temporary);
	o->temporary = NULL;
	return -1;
}

static int open_file(struct output *o, struct fault *fault)
{
	if (!is_special(o->name))
		return open_beside(o, fault);
	o->stream = fopen(o->name, "w");
	if (!o->stream)
		return fault_set(fault, "%s: %s", o->name, strerror(errno));
	return 0;
}

/* As git does: PAGER, else less; less shows colours, leaves what fits on the
 * screen, and ends at once where there is no more than a screenful. */
static void open_pager(struct output *o)
{
	const char *pager = getenv("PAGER");

	if (!pager)
		pager = "less";
	if (!*pager || strcmp(pager, "cat") == 0)
		return;
	setenv("LESS", "FRX", 0);
	setenv("LESSCHARSET", output_utf8() ? "utf-8" : "ascii", 0);
	fflush(stdout);
	o->stream = popen(pager, "w");
	o->pager = o->stream != NULL;
	if (o->pager)
		signal(SIGPIPE, SIG_IGN);
	else
		o->stream = stdout;
}

int output_open_file(struct output *o, const char *name, struct fault *fault)
{
	*o = (struct output){.name = name};
	if (o->name)
		return open_file(o, fault);
	o->stream = stdout;
	o->terminal = isatty(STDOUT_FILENO);
	return 0;
}

int output_open(struct output *o, const struct options *options,
                struct fault *fault)
{
	if (output_open_file(o, options->output, fault) < 0)
		return -1;
	if (o->terminal && !options->no_pager &&
	    (options->action == ACTION_EXPLAIN ||
	     (options->action == ACTION_READ &&
	      options->format != FORMAT_NDJSON)))
		open_pager(o);
	return 0;
}

static bool close_stream(struct output *o)
{
	bool good = !ferror(o->stream) && fflush(o->stream) == 0;

	if (o->pager) {
		pclose(o->stream);
		return true;
	}
	if (o->name && !o->temporary)
		return fclose(o->stream) == 0 && good;
	if (o->temporary && good)
		good = fsync(fileno(o->stream)) == 0;
	return fclose(o->stream) == 0 && good;
}

bool output_finish(struct output *o, bool whole, struct fault *fault)
{
	const char *name = o->name ? o->name : "standard output";
	bool good;

	errno = 0;
	good = close_stream(o);
	if (!good)
		fault_set(fault, "%s: %s", name,
		          errno ? strerror(errno) : "cannot be written");
	if (o->temporary) {
		if (good && whole && rename(o->temporary, o->name) != 0) {
			fault_set(fault, "%s: %s", name, strerror(errno));
			good = false;
		}
		if (!good || !whole)
			unlink(o->temporary);
		free(o->temporary);
	}
	return good;
}

unsigned output_width(const struct output *o)
{
	struct winsize size;

	if (!o->terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    size.ws_col == 0)
		return WIDTH_WITHOUT_TERMINAL;
	if (size.ws_col < OPTIONS_WIDTH_MIN)
		return OPTIONS_WIDTH_MIN;
	return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

bool output_utf8(void)
{
	return intl_is_utf8();
}
