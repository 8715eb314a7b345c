/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "output.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/intl.h"
#include "options.h"

#define WIDTH_WITHOUT_TERMINAL 80
#define WIDTH_MAX 200

/* A file that is there and no regular one (a device, a pipe) is written to as
 * it is; so is one that is open already, whatever it is. */
static bool is_special(const char *name)
{
	static const char *const open_files[] = {"/dev/stdout", "/dev/stderr",
	                                         "/dev/fd/", "/proc/self/fd/"};
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(open_files); i++)
		if (strncmp(name, open_files[i], strlen(open_files[i])) == 0)
			return true;
	return stat(name, &st) == 0 && !S_ISREG(st.st_mode);
}

static int open_file(struct output *o, struct fault *fault)
{
	int fd;

	if (is_special(o->name)) {
		o->stream = fopen(o->name, "we");
		if (o->stream)
			return 0;
		return fault_set(fault, "%s: %s", o->name, strerror(errno));
	}
	fd = keeper_start(&o->keeper, o->name, fault);
	if (fd < 0)
		return -1;
	o->kept = true;
	o->stream = fdopen(fd, "w");
	return 0;
}

int output_open_file(struct output *o, const char *name, struct fault *fault)
{
	*o = (struct output){.name = name, .stream = stdout};
	if (name && open_file(o, fault) < 0)
		return -1;
	o->terminal = !name && isatty(STDOUT_FILENO);
	/* Said, since stdio asks what it writes to when it first does, and gets
	 * no answer in a sandbox. */
	setvbuf(o->stream, NULL, o->terminal ? _IOLBF : _IOFBF, BUFSIZ);
	return 0;
}

int output_open(struct output *o, const struct options *options,
                struct fault *fault)
{
	FILE *paged = NULL;

	if (output_open_file(o, options->output, fault) < 0)
		return -1;
	if (o->terminal && !options->no_pager &&
	    (options->action == ACTION_EXPLAIN ||
	     (options->action == ACTION_READ &&
	      options->format != FORMAT_NDJSON)))
		paged = pager_open(&o->pager);
	o->paged = paged != NULL;
	if (!paged)
		return 0;
	o->stream = paged;
	setvbuf(paged, NULL, _IOFBF, BUFSIZ);
	return 0;
}

static bool close_stream(struct output *o)
{
	bool good = !ferror(o->stream) && fflush(o->stream) == 0;

	if (o->paged) {
		pager_close(&o->pager, o->stream);
		return true;
	}
	if (o->kept && good)
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
	if (o->kept) {
		int error = keeper_finish(&o->keeper, good && whole);

		if (good && error) {
			fault_set(fault, "%s: %s", name, strerror(error));
			good = false;
		}
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
