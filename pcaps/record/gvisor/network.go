// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"container/heap"
	"math/rand"
	"sync"
	"time"
)

// A network is what lies between the two ends: it delays, loses, repeats and reorders.
type network struct {
	plan   plan
	mu     sync.Mutex
	random *rand.Rand
	latest map[string]time.Time // when the latest packet of an end arrives that is in order
	closed bool
}

func newNetwork(p plan) *network {
	return &network{
		plan:   p,
		random: rand.New(rand.NewSource(int64(p.Seed) + 1_000_000)),
		latest: map[string]time.Time{},
	}
}

// close ends the recording: nothing is captured or delivered any more.
func (n *network) close() {
	n.mu.Lock()
	n.closed = true
	n.mu.Unlock()
}

// arrivals says when a packet that an end sends now arrives, and each of its copies.
func (n *network) arrivals(from string) []time.Time {
	copies := 1
	if n.random.Float64() < n.plan.Loss {
		copies = 0
	} else if n.random.Float64() < n.plan.Duplication {
		copies = 2
	}
	var times []time.Time
	for i := 0; i < copies; i++ {
		at := time.Now().Add(n.plan.Delay)
		if i > 0 || n.random.Float64() < n.plan.Reordering {
			at = at.Add(time.Duration(1.5 * n.random.Float64() * float64(n.plan.Delay)))
		} else {
			if !at.After(n.latest[from]) {
				at = n.latest[from].Add(time.Microsecond)
			}
			n.latest[from] = at
		}
		times = append(times, at)
	}
	return times
}

// A road leads to an end: what is on it, by when it arrives.
type road []journey

type journey struct {
	at time.Time
	packet
}

func (r road) Len() int           { return len(r) }
func (r road) Less(i, j int) bool { return r[i].at.Before(r[j].at) }
func (r road) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *road) Push(x any)        { *r = append(*r, x.(journey)) }
func (r *road) Pop() any {
	last := len(*r) - 1
	first := (*r)[last]
	*r = (*r)[:last]
	return first
}

// carry sends a packet on its way to the other end, as often as it arrives there.
func (n *network) carry(from *end, p packet) {
	for i, at := range n.arrivals(from.name) {
		p.copy = i > 0
		heap.Push(&from.peer.road, journey{at, p})
	}
	select {
	case from.peer.wake <- true:
	default: // it will look anyway
	}
}

// arrived takes from the road to an end what is there by now, or says how long the next one takes.
func (n *network) arrived(to *end) (p packet, ready, closed bool, wait time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	wait = time.Second
	if len(to.road) > 0 {
		wait = time.Until(to.road[0].at)
		if wait <= 0 {
			return heap.Pop(&to.road).(journey).packet, true, n.closed, 0
		}
	}
	return packet{}, false, n.closed, wait
}

// deliver hands an end what arrives, in that order, until the recording ends.
func (n *network) deliver(to *end) {
	for {
		p, ready, closed, wait := n.arrived(to)
		if closed {
			return
		}
		if ready {
			to.receive(p)
			continue
		}
		select {
		case <-to.wake:
		case <-time.After(wait):
		}
	}
}
