# SPDX-License-Identifier: BSD-2-Clause
#
# The messages in other languages.  A new language is a word in LINGUAS and its
# po/LANGUAGE.po, made by `msginit` from tcpladder.pot; CONTRIBUTING.md has more.
#
#   make update-po   the template from the sources, each language from it

EXTRA_DIST += po/LINGUAS po/POTFILES.in po/extract.sh po/tcpladder.pot \
	$(PO_FILES)
CLEANFILES += $(CATALOGUES)
CONFIG_STATUS_DEPENDENCIES = $(srcdir)/po/LINGUAS

all-local: $(CATALOGUES)

SUFFIXES = .po .mo
.po.mo:
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) -c -o $@.new $< && \
		mv $@.new $@

install-data-local: $(CATALOGUES)
	@for catalogue in $(CATALOGUES); do \
		language=$$(basename $$catalogue .mo); \
		folder='$(DESTDIR)$(localedir)'/$$language/LC_MESSAGES; \
		$(MKDIR_P) "$$folder" && \
		$(INSTALL_DATA) $$catalogue "$$folder/$(PACKAGE).mo" || exit; \
	done

uninstall-local:
	for catalogue in $(CATALOGUES); do \
		language=$$(basename $$catalogue .mo); \
		rm -f '$(DESTDIR)$(localedir)'/$$language/LC_MESSAGES/$(PACKAGE).mo; \
	done

.PHONY: update-po
update-po:
	$(SHELL) $(srcdir)/po/extract.sh $(srcdir) messages.new
	mv messages.new $(srcdir)/po/$(PACKAGE).pot
	@for file in $(PO_FILES); do \
		msgmerge --update --backup=none $(srcdir)/$$file \
			$(srcdir)/po/$(PACKAGE).pot || exit; \
	done
