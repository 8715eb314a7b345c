// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"math/rand"
	"time"
)

// A plan is what one run is to be; everything in it follows from the seed.
type plan struct {
	Seed        int           `json:"seed"`
	Stack       string        `json:"stack"`
	Pattern     string        `json:"pattern"`
	IPv6        bool          `json:"ipv6"`
	SACK        bool          `json:"sack"`
	MTU         uint32        `json:"mtu"`
	Loss        float64       `json:"loss"`
	Duplication float64       `json:"duplication"`
	Reordering  float64       `json:"reordering"`
	Delay       time.Duration `json:"delay_ns"` // one way
	Up          []int         `json:"up"`       // bytes the client sends, a round each
	Down        []int         `json:"down"`     // … and the server answers
	Pause       time.Duration `json:"pause_ns"` // of the programs, between rounds
	Nap         time.Duration `json:"nap_ns"`   // of a slow one, between reads
}

// How the connection ends, and what its programs are like.
const (
	clientCloses = "client-close"
	serverCloses = "server-close"
	bothClose    = "both-close"
	halfClose    = "half-close"
	clientResets = "client-reset"
	serverResets = "server-reset"
	leftOpen     = "left-open"
	readsSlowly  = "slow"
	leavesUnread = "unread"
	refused      = "refused"
)

var patterns = []string{
	clientCloses, serverCloses, bothClose, halfClose, clientResets, serverResets, leftOpen,
	readsSlowly, leavesUnread, refused,
}

func draw(seed int, distance float64) plan {
	r := rand.New(rand.NewSource(int64(seed)))
	pick := func(of ...float64) float64 { return of[r.Intn(len(of))] }
	p := plan{
		Seed:        seed,
		Stack:       "gvisor",
		Pattern:     patterns[r.Intn(len(patterns))],
		IPv6:        r.Intn(3) == 0,
		SACK:        r.Intn(3) > 0,
		MTU:         uint32(pick(1280, 1400, 1500)),
		Loss:        pick(0, 0.01, 0.03, 0.06),
		Duplication: pick(0, 0.01, 0.02),
		Reordering:  pick(0, 0, 0.03),
		Delay:       time.Duration((2 + 40*r.Float64()) * distance * float64(time.Millisecond)),
		Pause:       time.Duration(r.Intn(3)) * 150 * time.Millisecond,
		Nap:         time.Duration(r.Intn(30)) * time.Millisecond,
	}
	for rounds := 1 + r.Intn(4); rounds > 0; rounds-- {
		p.Up = append(p.Up, 1+r.Intn(int(pick(200, 3000, 40000))))
		p.Down = append(p.Down, 1+r.Intn(int(pick(500, 20000, 150000))))
	}
	return p
}
