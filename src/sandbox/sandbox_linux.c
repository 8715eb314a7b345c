/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux: two walls, either of which would do for most of it.
 *
 * Landlock (Linux 5.13) takes the file system away, and, as far as the kernel's
 * version goes, TCP ports, abstract sockets and signals.  seccomp takes the
 * system calls away: a short list is allowed, with their arguments where these
 * matter.  What is not on it fails with EPERM instead of ending the process, so
 * that a C library that would like to know something more goes on without.
 *
 * Neither is an error to lack: kernels are built without them, and containers
 * hide them.  `tcpladder --version` tells what is there.
 */
#include "config.h"

#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

#include "base/array.h"
#include "base/fault.h"
#include "base/text.h"

/* ---- Landlock ---- */

#ifdef SYS_landlock_create_ruleset

/* As linux/landlock.h has it today; older kernels are told of less of it.  The
 * header may be older than the kernel. */
struct ruleset {
	uint64_t files;   /* since version 1 */
	uint64_t network; /* since version 4 */
	uint64_t scopes;  /* since version 6 */
};

#define RULESET_VERSION 1U /* the flag that asks for it */

/* The bits of rights that a version knows: all those up to a number. */
static const struct version {
	unsigned files, network, scopes;
} VERSIONS[] = {
	{13, 0, 0}, {14, 0, 0}, {15, 0, 0}, {15, 2, 0}, {16, 2, 0}, {16, 2, 2},
};

static int landlock_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	                    RULESET_VERSION);
}

static uint64_t bits(unsigned count)
{
	return (UINT64_C(1) << count) - 1;
}

static size_t ruleset_size(const struct version *v)
{
	if (v->scopes)
		return sizeof(struct ruleset);
	return v->network ? offsetof(struct ruleset, scopes)
	                  : offsetof(struct ruleset, network);
}

/* Every right is governed, and no rule grants any. */
static int enter_landlock(void)
{
	int version = landlock_version();
	const struct version *v;
	struct ruleset rules;
	int fd, result;

	if (version < 1)
		return 0;
	if ((size_t)version > ARRAY_LEN(VERSIONS))
		version = (int)ARRAY_LEN(VERSIONS);
	v = &VERSIONS[version - 1];
	rules = (struct ruleset){bits(v->files), bits(v->network),
	                         bits(v->scopes)};
	fd = (int)syscall(SYS_landlock_create_ruleset, &rules, ruleset_size(v),
	                  0);
	if (fd < 0)
		return -1;
	result = (int)syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
	return result;
}

#else

static int landlock_version(void)
{
	return 0;
}

static int enter_landlock(void)
{
	return 0;
}

#endif

/* ---- seccomp ---- */

#ifdef HAVE_SECCOMP

/* The calls that may be made with any argument: on what is open, for memory,
 * threads and time, and to end.  Not every machine has all of them. */
static const char *const CALLS[] = {
	"read", "readv", "pread64", "write", "writev", "pwrite64", "lseek",
	"_llseek", "close", "fstat", "fstat64", "fsync", "fdatasync", "poll",
	"ppoll", "ppoll_time64",
	/* memory */
	"brk", "mremap", "munmap", "madvise", "sysinfo",
	/* threads */
	"futex", "futex_time64", "set_robust_list", "rseq", "membarrier",
	"sched_yield", "sched_getaffinity", "getpid", "gettid",
	"rt_sigprocmask", "rt_sigaction", "rt_sigreturn", "sigreturn",
	"sigaltstack", "restart_syscall",
	/* time, chance */
	"clock_gettime", "clock_gettime64", "clock_getres",
	"clock_getres_time64", "clock_nanosleep", "clock_nanosleep_time64",
	"nanosleep", "gettimeofday", "time", "getrandom",
	/* the end */
	"exit", "exit_group"};

/* Calls that may be made where one argument, masked, has this value. */
struct condition {
	const char *call;
	unsigned argument;
	uint64_t mask, value;
};

#define EXACTLY (~UINT64_C(0))

#if defined __s390__
#define CLONE_FLAGS 1 /* the argument they are in */
#else
#define CLONE_FLAGS 0
#endif

static const struct condition CONDITIONS[] = {
	/* no memory that code could be put into */
	{"mmap", 2, PROT_EXEC, 0},
	{"mmap2", 2, PROT_EXEC, 0},
	{"mprotect", 2, PROT_EXEC, 0},
	/* threads, no processes */
	{"clone", CLONE_FLAGS, CLONE_THREAD, CLONE_THREAD},
	/* is it a terminal, and how wide? */
	{"ioctl", 1, EXACTLY, TCGETS},
	{"ioctl", 1, EXACTLY, TIOCGWINSZ},
	{"fcntl", 1, EXACTLY, F_GETFL},
	{"fcntl64", 1, EXACTLY, F_GETFL},
	/* to ask, not to set */
	{"prlimit64", 2, EXACTLY, 0},
};

/* Adds a rule for a call this machine may not have. */
static int add_rule(scmp_filter_ctx filter, uint32_t action, const char *call,
                    const struct scmp_arg_cmp *condition)
{
	int number = seccomp_syscall_resolve_name(call);

	if (number == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add_array(filter, action, number, condition != NULL,
	                              condition);
}

static int add_condition(scmp_filter_ctx filter, const struct condition *c)
{
	struct scmp_arg_cmp compare = {.arg = c->argument,
	                               .op = SCMP_CMP_MASKED_EQ,
	                               .datum_a = c->mask,
	                               .datum_b = c->value};

	return add_rule(filter, SCMP_ACT_ALLOW, c->call, &compare);
}

/* Returns 0, or a negative errno. */
static int add_rules(scmp_filter_ctx filter)
{
	struct condition own_signal = {"tgkill", 0, EXACTLY,
	                               (uint64_t)getpid()};
	int result = 0;

	for (size_t i = 0; i < ARRAY_LEN(CALLS) && result == 0; i++)
		result = add_rule(filter, SCMP_ACT_ALLOW, CALLS[i], NULL);
	for (size_t i = 0; i < ARRAY_LEN(CONDITIONS) && result == 0; i++)
		result = add_condition(filter, &CONDITIONS[i]);
	if (result == 0) /* abort() */
		result = add_condition(filter, &own_signal);
	/* Its flags cannot be looked at: the C library falls back to clone. */
	if (result == 0)
		result = add_rule(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3",
		                  NULL);
	return result;
}

static bool have_seccomp(void)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static int enter_seccomp(void)
{
	scmp_filter_ctx filter;
	int result = -ENOMEM;

	if (!have_seccomp())
		return 0;
	filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (filter) {
		/* Kernels before 5.16 slow a filtered process down, for the
		 * sake of those that run a stranger's code. */
		(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
		result = add_rules(filter);
		if (result == 0)
			result = seccomp_load(filter);
		seccomp_release(filter);
	}
	errno = -result;
	return result < 0 ? -1 : 0;
}

#else

static bool have_seccomp(void)
{
	return false;
}

static int enter_seccomp(void)
{
	return 0;
}

#endif

/* ---- both ---- */

/* What a process may do that is not root, by a mark on its program. */
static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

	return (int)syscall(SYS_capset, &header, none);
}

int sandbox_enter(struct fault *fault)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    drop_capabilities() == 0 && enter_landlock() == 0 &&
	    enter_seccomp() == 0)
		return 0;
	return fault_set(fault,
	                 "cannot enter the sandbox: %s; --no-sandbox does "
	                 "without",
	                 strerror(errno));
}

void sandbox_describe(struct text *text)
{
	bool landlock = landlock_version() > 0;

	if (have_seccomp())
		text_add(text, "seccomp");
	if (landlock)
		text_add(text, have_seccomp() ? ", Landlock" : "Landlock");
	if (!have_seccomp() && !landlock)
		text_add(text, "none: this kernel has neither seccomp nor "
		               "Landlock, or hides them");
}
