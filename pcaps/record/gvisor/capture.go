// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	magicNanoseconds = 0xa1b23c4d
	snapshotLength   = 262144
	linkRaw          = 101
)

// A captured packet, and when.
type captured struct {
	packet
	time time.Time
}

func (e *end) capture(p packet) {
	e.captured = append(e.captured, captured{p, time.Now()})
}

// The truth about one packet, as score.py reads it; null: not recorded.
type truth struct {
	Packet           int     `json:"packet"`
	From             string  `json:"from"`
	Injected         bool    `json:"injected"`
	NetworkDuplicate bool    `json:"network_duplicate"`
	Retransmission   bool    `json:"retransmission"`
	EarlierCopy      bool    `json:"had_earlier_copy_in_this_capture"`
	SenderState      *string `json:"sender_state"`
	Arrived          *bool   `json:"arrived"`
	ReceiverState    *string `json:"receiver_state"`
	Crossed          bool    `json:"crossed"`
}

// truths says of each packet what is true of it, and whether its numbers were here before.
func (e *end) truths() []truth {
	var all []truth
	for at, c := range e.captured {
		t := truth{
			Packet: at + 1, From: c.from, NetworkDuplicate: c.copy, Retransmission: c.again && !c.copy,
		}
		for _, before := range e.captured[:at] {
			if before.from == c.from && before.space > 0 && c.space > 0 &&
				after(before.seq+before.space, c.seq) && after(c.seq+c.space, before.seq) {
				t.EarlierCopy = true
				break
			}
		}
		all = append(all, t)
	}
	return all
}

// pcap is the capture as a file's bytes.
func (e *end) pcap() []byte {
	var file bytes.Buffer
	put := func(value any) { binary.Write(&file, binary.LittleEndian, value) }
	put([]uint32{magicNanoseconds, 2 | 4<<16, 0, 0, snapshotLength, linkRaw})
	for _, c := range e.captured {
		length := uint32(len(c.bytes))
		put([]uint32{uint32(c.time.Unix()), uint32(c.time.Nanosecond()), length, length})
		file.Write(c.bytes)
	}
	return file.Bytes()
}

// write leaves the capture in a folder, and the truth about it beside it.
func (e *end) write(folder string, p plan) error {
	e.network.mu.Lock()
	defer e.network.mu.Unlock()
	name := fmt.Sprintf("%d-%s", p.Seed, e.name)
	text, err := json.MarshalIndent(map[string]any{
		"capture": name + ".pcap", "side": e.name, "seed": p.Seed, "plan": p,
		"final_states": map[string]*string{"client": nil, "server": nil},
		"packets":      e.truths(),
	}, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, name+".pcap"), e.pcap(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, name+".json"), text, 0o644)
}
