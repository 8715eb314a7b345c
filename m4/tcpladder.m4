# SPDX-License-Identifier: BSD-2-Clause

# TCPLADDER_REQUIRE_C11: stops when the compiler does not speak C11.
AC_DEFUN([TCPLADDER_REQUIRE_C11], [
AC_MSG_CHECKING([whether $CC speaks C11])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM(
	[[#if !defined __STDC_VERSION__ || __STDC_VERSION__ < 201112L
	  #error old
	  #endif]], [[_Static_assert(1, "C11");]])],
	[AC_MSG_RESULT([yes])],
	[AC_MSG_RESULT([no])
	 AC_MSG_ERROR([a C11 compiler is needed; try CC='$CC -std=gnu11'])])
])

# TCPLADDER_TRY_FLAG(FLAG, COMPILE-ONLY?, IF-ACCEPTED, IF-NOT): tries a flag
# with warnings as errors, since clang only warns of what it does not know.
AC_DEFUN([TCPLADDER_TRY_FLAG], [
AC_MSG_CHECKING([whether $CC accepts $1])
tcpladder_save_CFLAGS=$CFLAGS
CFLAGS="$CFLAGS -Werror $1"
m4_if([$2], [compile], [AC_COMPILE_IFELSE], [AC_LINK_IFELSE])(
	[AC_LANG_PROGRAM([[#include <stdio.h>]], [[puts("");]])],
	[tcpladder_accepted=yes], [tcpladder_accepted=no])
CFLAGS=$tcpladder_save_CFLAGS
AC_MSG_RESULT([$tcpladder_accepted])
AS_IF([test "$tcpladder_accepted" = yes], [$3], [$4])
])

# TCPLADDER_CFLAGS(FLAGS): adds to AM_CFLAGS those the compiler accepts.
AC_DEFUN([TCPLADDER_CFLAGS], [
for tcpladder_flag in $1; do
	TCPLADDER_TRY_FLAG([$tcpladder_flag], [compile],
		[AM_CFLAGS="$AM_CFLAGS $tcpladder_flag"])
done
])

AC_DEFUN([TCPLADDER_WERROR], [
AS_IF([test "$enable_werror" = yes], [AM_CFLAGS="$AM_CFLAGS -Werror"])
])

# _FORTIFY_SOURCE is set in config.h, and only when optimising: without -O it
# does nothing but warn.  The sanitizers do better without it.
AH_BOTTOM([#if defined TCPLADDER_FORTIFY && defined __OPTIMIZE__ && \
	!defined _FORTIFY_SOURCE
#define _FORTIFY_SOURCE TCPLADDER_FORTIFY
#endif])

AC_DEFUN([TCPLADDER_CHECKED_BUFFERS], [
AS_IF([test "$enable_sanitizers" != yes], [
	TCPLADDER_TRY_FLAG([-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3],
		[compile], [tcpladder_level=3], [tcpladder_level=2])
	AC_DEFINE_UNQUOTED([TCPLADDER_FORTIFY], [$tcpladder_level],
		[Define to the level at which the C library's buffers are
		 checked.])
])
])

# What is not accepted is of another machine: CET is x86's, branch protection
# ARM's.  tests/lint/hardening.sh reads from the program what came of it.
AC_DEFUN([TCPLADDER_HARDENING], [
AS_IF([test "$enable_hardening" != no], [
	TCPLADDER_CHECKED_BUFFERS
	TCPLADDER_CFLAGS([-fstack-protector-strong -fstack-clash-protection \
		-fcf-protection -mbranch-protection=standard])
	TCPLADDER_TRY_FLAG([-fPIE -pie], [link],
		[AM_CFLAGS="$AM_CFLAGS -fPIE" AM_LDFLAGS="$AM_LDFLAGS -pie"])
	for tcpladder_flag in -Wl,-z,relro,-z,now -Wl,-z,noexecstack \
		-Wl,-z,separate-code; do
		TCPLADDER_TRY_FLAG([$tcpladder_flag], [link],
			[AM_LDFLAGS="$AM_LDFLAGS $tcpladder_flag"])
	done
])
])

AC_DEFUN([TCPLADDER_SANITIZERS], [
AS_IF([test "$enable_sanitizers" = yes], [
	tcpladder_flag="-fsanitize=address,undefined -fno-sanitize-recover=all"
	TCPLADDER_TRY_FLAG([$tcpladder_flag], [link],
		[AM_CFLAGS="$AM_CFLAGS $tcpladder_flag -fno-omit-frame-pointer"
		 AM_LDFLAGS="$AM_LDFLAGS $tcpladder_flag"],
		[AC_MSG_ERROR([$CC cannot link with its sanitizers])])
])
])

# TCPLADDER_LTO: the program is optimised as a whole where the compiler can, and
# the library's objects serve without it, too: the tests are linked so, which
# takes a tenth of the time.
AC_DEFUN([TCPLADDER_LTO], [
AC_ARG_ENABLE([lto],
	[AS_HELP_STRING([--disable-lto],
		[do not optimise the program as a whole])],
	[], [enable_lto=auto])
have_lto=no
AS_IF([test "$enable_lto" != no && test "$enable_sanitizers" != yes], [
	AC_COMPILE_IFELSE([AC_LANG_PROGRAM(
		[[#ifndef __OPTIMIZE__
		  #error no
		  #endif]])],
		[TCPLADDER_TRY_FLAG([-flto=auto -ffat-lto-objects], [link],
			[have_lto=yes])])
	AS_IF([test "$enable_lto$have_lto" = yesno],
		[AC_MSG_ERROR([--enable-lto, but $CC cannot, or is not to optimise])])
])
PROGRAM_LDFLAGS=$AM_LDFLAGS
AS_IF([test "$have_lto" = yes], [
	PROGRAM_CFLAGS="-flto=auto -ffat-lto-objects"
	PROGRAM_LDFLAGS="$AM_LDFLAGS -flto=auto"
	AM_LDFLAGS="$AM_LDFLAGS -fno-lto"
])
AC_SUBST([PROGRAM_CFLAGS])
AC_SUBST([PROGRAM_LDFLAGS])
])

# TCPLADDER_LIBARCHIVE: uses it where it is found, unless told otherwise; it
# needs a stream of our own making to hand its output to libpcap.
AC_DEFUN([TCPLADDER_LIBARCHIVE], [
have_libarchive=no
AS_IF([test "$with_libarchive" != no], [
	PKG_CHECK_MODULES([ARCHIVE], [libarchive >= 3.3],
		[have_libarchive=yes], [have_libarchive=no])
	AS_IF([test "$ac_cv_func_fopencookie$ac_cv_func_funopen" = nono],
		[have_libarchive=no])
	AS_IF([test "$with_libarchive$have_libarchive" = yesno],
		[AC_MSG_ERROR([--with-libarchive, but libarchive is not usable])])
])
AS_IF([test "$have_libarchive" = yes],
	[AC_DEFINE([HAVE_LIBARCHIVE], [1],
		[Define to read compressed captures.])])
AM_CONDITIONAL([HAVE_LIBARCHIVE], [test "$have_libarchive" = yes])
])

# TCPLADDER_LIBXML2: uses it where it is found, unless told otherwise.
AC_DEFUN([TCPLADDER_LIBXML2], [
have_libxml2=no
AS_IF([test "$with_libxml2" != no], [
	PKG_CHECK_MODULES([LIBXML2], [libxml-2.0 >= 2.9],
		[have_libxml2=yes], [have_libxml2=no])
	AS_IF([test "$with_libxml2$have_libxml2" = yesno],
		[AC_MSG_ERROR([--with-libxml2, but libxml2 is not usable])])
])
AS_IF([test "$have_libxml2" = yes],
	[AC_DEFINE([HAVE_LIBXML2], [1], [Define to write JUnit reports.])])
AM_CONDITIONAL([HAVE_LIBXML2], [test "$have_libxml2" = yes])
])

# TCPLADDER_NLS: messages in other languages, where there is gettext(): in the C
# library, or in libintl.  msgfmt makes the catalogues; without it there is
# English.  By hand, since AM_GNU_GETTEXT asks everyone who builds from a
# checkout for autopoint.
AC_DEFUN([TCPLADDER_NLS], [
have_nls=no
AS_IF([test "$enable_nls" != no], [
	AC_CHECK_HEADER([libintl.h],
		[AC_SEARCH_LIBS([bind_textdomain_codeset], [intl],
			[have_nls=yes])])
	AS_IF([test "$enable_nls$have_nls" = yesno],
		[AC_MSG_ERROR([--enable-nls, but there is no gettext()])])
])
AS_IF([test "$have_nls" = yes],
	[AC_DEFINE([ENABLE_NLS], [1],
		[Define to speak the language of the environment.])])
AC_CHECK_PROGS([MSGFMT], [msgfmt gmsgfmt])
PO_FILES= CATALOGUES=
for tcpladder_language in $(sed 's/@%:@.*//' "$srcdir/po/LINGUAS"); do
	PO_FILES="$PO_FILES po/$tcpladder_language.po"
	AS_IF([test "$have_nls" = yes && test -n "$MSGFMT"],
		[CATALOGUES="$CATALOGUES po/$tcpladder_language.mo"])
done
AC_SUBST([PO_FILES])
AC_SUBST([CATALOGUES])
])

# TCPLADDER_SECCOMP: uses libseccomp where it is found, unless told otherwise.
AC_DEFUN([TCPLADDER_SECCOMP], [
AC_ARG_WITH([seccomp],
	[AS_HELP_STRING([--without-seccomp], [no filter of system calls])],
	[], [with_seccomp=auto])
have_seccomp=no
AS_IF([test "$with_seccomp" != no], [
	PKG_CHECK_MODULES([SECCOMP], [libseccomp >= 2.5],
		[have_seccomp=yes], [have_seccomp=no])
	AS_IF([test "$with_seccomp$have_seccomp" = yesno],
		[AC_MSG_ERROR([--with-seccomp, but there is no libseccomp])])
])
AS_IF([test "$have_seccomp" = yes],
	[AC_DEFINE([HAVE_SECCOMP], [1], [Define to filter system calls.])])
])

# TCPLADDER_SANDBOX: which file of src/sandbox/ is built.  The sanitizers do at
# the end what no sandbox allows, and so do the profiles of gcov.
AC_DEFUN([TCPLADDER_SANDBOX], [
AC_ARG_ENABLE([sandbox],
	[AS_HELP_STRING([--disable-sandbox],
		[keep all rights while parsing, root's too])])
AS_IF([test "$enable_sanitizers" = yes], [enable_sandbox=no])
AC_CHECK_FUNCS([pledge unveil cap_enter])
have_sandbox=none
AS_IF([test "$enable_sandbox" = no], [have_sandbox=no],
	[test "$ac_cv_func_pledge$ac_cv_func_unveil" = yesyes],
		[have_sandbox=openbsd],
	[test "$ac_cv_func_cap_enter" = yes], [have_sandbox=freebsd],
	[AC_CHECK_HEADER([linux/seccomp.h], [have_sandbox=linux])])
AS_IF([test "$have_sandbox" = linux], [TCPLADDER_SECCOMP])
AS_IF([test "$enable_sandbox" != no],
	[AC_DEFINE([ENABLE_SANDBOX], [1],
		[Define to give up rights before parsing.])])
AM_CONDITIONAL([SANDBOX_LINUX], [test "$have_sandbox" = linux])
AM_CONDITIONAL([SANDBOX_OPENBSD], [test "$have_sandbox" = openbsd])
AM_CONDITIONAL([SANDBOX_FREEBSD], [test "$have_sandbox" = freebsd])
AM_CONDITIONAL([SANDBOX_NONE],
	[test "$have_sandbox" = no || test "$have_sandbox" = none])
])
