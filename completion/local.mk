# SPDX-License-Identifier: BSD-2-Clause
#
# The completions are kept in the repository, so that building needs no run of
# the program; a test compares them.  `make update-completion` writes them anew.

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = completion/tcpladder
zshcompletiondir = $(datadir)/zsh/site-functions
dist_zshcompletion_DATA = completion/_tcpladder
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = completion/tcpladder.fish
EXTRA_DIST += completion/generate.sh

.PHONY: update-completion
update-completion: tcpladder
	$(SHELL) $(srcdir)/completion/generate.sh bash ./tcpladder \
		> $(srcdir)/completion/tcpladder
	$(SHELL) $(srcdir)/completion/generate.sh zsh ./tcpladder \
		> $(srcdir)/completion/_tcpladder
	$(SHELL) $(srcdir)/completion/generate.sh fish ./tcpladder \
		> $(srcdir)/completion/tcpladder.fish
