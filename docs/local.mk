# SPDX-License-Identifier: BSD-2-Clause
#
# What the documentation says of the program is made by the program, and kept
# in the repository; a test compares them.
#
#   make update-rules    the manual's section RULES, docs/rules.md
#   make update-readme   the ladder at the top of README.md

dist_doc_DATA += docs/errors-in-the-wild.md docs/rules.md docs/security.md docs/fuzzing.md
EXTRA_DIST += docs/generate.sh docs/ci

.PHONY: update-rules update-readme
update-rules: tcpladder
	$(SHELL) $(srcdir)/docs/generate.sh manual $(srcdir)/man/tcpladder.1 \
		./tcpladder > manual.new
	mv manual.new $(srcdir)/man/tcpladder.1
	$(SHELL) $(srcdir)/docs/generate.sh rules $(srcdir)/docs/rules.md \
		./tcpladder > rules.new
	mv rules.new $(srcdir)/docs/rules.md

update-readme: tcpladder
	$(SHELL) $(srcdir)/docs/generate.sh readme $(srcdir)/README.md \
		./tcpladder > readme.new
	mv readme.new $(srcdir)/README.md
