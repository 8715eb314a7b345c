# SPDX-License-Identifier: BSD-2-Clause
libtcpladder_a_SOURCES += \
	src/track/analysis.c src/track/analysis.h \
	src/track/brief.c src/track/brief.h \
	src/track/census.c src/track/census.h \
	src/track/announced.c src/track/announced.h \
	src/track/close.c \
	src/track/connection.c src/track/connection.h \
	src/track/count.c src/track/count.h \
	src/track/crossing.c src/track/crossing.h \
	src/track/crowd.c src/track/crowd.h \
	src/track/data.c \
	src/track/early.c src/track/early.h \
	src/track/elsewhere.c src/track/elsewhere.h \
	src/track/embryo.c \
	src/track/ended.c src/track/ended.h \
	src/track/endpoint.c src/track/endpoint.h \
	src/track/evidence.c src/track/evidence.h \
	src/track/explain.c src/track/explain.def src/track/explain.h \
	src/track/finding.c \
	src/track/flow_table.c src/track/flow_table.h \
	src/track/gaps.c src/track/gaps.h \
	src/track/half.h \
	src/track/handshake.c \
	src/track/inherit.c src/track/inherit.h \
	src/track/listener.c src/track/listener.h \
	src/track/marks.c src/track/marks.def src/track/marks.h \
	src/track/minute.c src/track/minute.h \
	src/track/moment.h \
	src/track/offload.c src/track/offload.h \
	src/track/older.c src/track/older.h \
	src/track/rival.c src/track/rival.h \
	src/track/ordinary.c src/track/ordinary.h \
	src/track/outcome.c src/track/outcome.h \
	src/track/parcel.c src/track/parcel.h \
	src/track/predict.h \
	src/track/quoted.c src/track/quoted.h \
	src/track/record.c src/track/record.h \
	src/track/renumbered.c src/track/renumbered.h \
	src/track/reset.c \
	src/track/room.h \
	src/track/roster.c src/track/roster.h \
	src/track/rules.c src/track/rules.def src/track/rules.h \
	src/track/rush.c src/track/rush.h \
	src/track/seq.h \
	src/track/settle.c \
	src/track/since.h \
	src/track/sources.c src/track/sources.h \
	src/track/steady.c src/track/steady.h \
	src/track/step.h \
	src/track/store.c src/track/store.h \
	src/track/summary.c \
	src/track/tcp_state.c src/track/tcp_state.h \
	src/track/tidy.c \
	src/track/tracker.c src/track/tracker.h src/track/tracker_inside.h \
	src/track/trail.c src/track/trail.h \
	src/track/unfold.c src/track/unfold.h \
	src/track/unseen.c \
	src/track/wait.c \
	src/track/words.c src/track/words.h \
	src/track/words_close.c \
	src/track/words_data.c \
	src/track/words_listener.c \
	src/track/words_open.c \
	src/track/words_say.h \
	src/track/zeek.c src/track/zeek.h \
	src/track/zeek_history.c \
	src/track/zeek_payload.c src/track/zeek_payload.h \
	src/track/zeek_state.c src/track/zeek_step.h \
	src/track/zeek_steady.c src/track/zeek_steady.h
