// SPDX-License-Identifier: BSD-2-Clause

// Gvisor records connections between two of gVisor's TCPs, for score.py, as stacks.py does with
// others: a third TCP, which is in many programs that bring a network of their own (VPNs, sandboxes,
// emulators). It runs in real time, so a run takes as long as it takes, and many run at once.
//
//	apt-get install golang-go golang-gvisor-gvisor-dev
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o /tmp/gvisor .
//	/tmp/gvisor -out DIR -runs 900 -seed 1
//	../score.py --tcpladder ../../../tcpladder --tshark '' DIR
//
// Both ends are captured. What is true of a packet is told by who sent it: its numbers were sent
// before, or it is the network's copy. States are not recorded: gVisor notes a new one only after it
// has sent what belongs to it.
package main

import (
	"flag"
	"log"
	"os"
	"sync"
	"time"
)

const startApart = 20 * time.Millisecond

func main() {
	out := flag.String("out", "", "the folder to write to")
	runs := flag.Int("runs", 100, "how many connections")
	seed := flag.Int("seed", 1, "the first one's seed; each has its own")
	parallel := flag.Int("parallel", 100, "how many at once")
	distance := flag.Float64("distance", 1, "how far apart the ends are; 1: 2 to 42 ms each way")
	flag.Parse()
	if err := os.MkdirAll(*out, 0o755); err != nil {
		log.Fatal(err)
	}
	var wait sync.WaitGroup
	room := make(chan bool, *parallel)
	for i := 0; i < *runs; i++ {
		room <- true
		wait.Add(1)
		go func(p plan) {
			defer func() { <-room; wait.Done() }()
			if err := record(p, *out); err != nil {
				log.Printf("seed %d: %v", p.Seed, err)
			}
		}(draw(*seed+i, *distance))
		time.Sleep(startApart)
	}
	wait.Wait()
}

// record makes one connection and writes what both ends saw of it.
func record(p plan, folder string) error {
	n := newNetwork(p)
	client, err := newEnd("client", n, clientAddress(p.IPv6))
	if err != nil {
		return err
	}
	server, err := newEnd("server", n, serverAddress(p.IPv6))
	if err != nil {
		return err
	}
	client.peer, server.peer = server, client
	go n.deliver(client)
	go n.deliver(server)
	converse(p, client, server)
	time.Sleep(6*p.Delay + time.Second)
	n.close()
	if err := client.write(folder, p); err != nil {
		return err
	}
	return server.write(folder, p)
}
