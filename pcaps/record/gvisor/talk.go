// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"net"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

const (
	patience = 14 * time.Second // of the programs
	backlog  = 4
	lastWord = 9000 // bytes that the server sends after the client's FIN
	slowRead = 3000 // bytes that a slow client reads at a time
)

// A program holds one end of the connection.
type program struct {
	plan
	net.Conn
	endpoint tcpip.Endpoint
	buffer   [65536]byte
}

func (p plan) program(queue *waiter.Queue, endpoint tcpip.Endpoint) *program {
	conn := gonet.NewTCPConn(queue, endpoint)
	conn.SetDeadline(time.Now().Add(patience))
	return &program{plan: p, Conn: conn, endpoint: endpoint}
}

// converse runs both programs to their ends.
func converse(p plan, client, server *end) {
	var both sync.WaitGroup
	both.Add(2)
	listening := make(chan bool)
	go func() {
		defer both.Done()
		serve(p, server, listening)
	}()
	go func() {
		defer both.Done()
		<-listening
		ask(p, client, server.address)
	}()
	both.Wait()
}

// reset closes with linger 0: the connection is reset.
func (p *program) reset() {
	p.endpoint.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: true})
	p.Close()
}

// read takes so many bytes, at most so many at a time; false: the connection has ended.
func (p *program) read(count, atOnce int) bool {
	for count > 0 {
		n, err := p.Read(p.buffer[:min(count, atOnce, len(p.buffer))])
		if err != nil {
			return false
		}
		count -= n
		if p.Pattern == readsSlowly {
			time.Sleep(p.Nap)
		}
	}
	return true
}

func min(first int, others ...int) int {
	for _, other := range others {
		if other < first {
			first = other
		}
	}
	return first
}

// readToEnd reads until the peer's FIN, or an error.
func (p *program) readToEnd() {
	for {
		if _, err := p.Read(p.buffer[:]); err != nil {
			return
		}
	}
}

// await asks again whenever something has happened, until it is given or patience ends.
func await(queue *waiter.Queue, events waiter.EventMask, given func() bool) bool {
	entry, happened := waiter.NewChannelEntry(events)
	queue.EventRegister(&entry)
	defer queue.EventUnregister(&entry)
	limit := time.After(patience)
	for !given() {
		select {
		case <-happened:
		case <-limit:
			return false
		}
	}
	return true
}

// accept waits for the connection; nil: none came.
func accept(p plan, e *end, listening chan<- bool) *program {
	var queue waiter.Queue
	defer close(listening)
	listener, err := e.stack.NewEndpoint(tcp.ProtocolNumber, e.protocol(), &queue)
	if err != nil || p.Pattern == refused {
		return nil
	}
	listener.Bind(tcpip.FullAddress{NIC: nic, Addr: e.address, Port: serverPort})
	listener.Listen(backlog)
	listening <- true
	var server *program
	await(&queue, waiter.ReadableEvents, func() bool {
		endpoint, itsQueue, err := listener.Accept(nil)
		if err == nil {
			server = p.program(itsQueue, endpoint)
		}
		return err == nil
	})
	return server
}

// serve is the server's program.
func serve(p plan, e *end, listening chan<- bool) {
	s := accept(p, e, listening)
	if s == nil {
		return
	}
	for round := range p.Up {
		if !s.read(p.Up[round], len(s.buffer)) {
			s.Close()
			return
		}
		if p.Pattern == serverResets && round == len(p.Up)-1 {
			s.reset()
			return
		}
		if _, err := s.Write(make([]byte, p.Down[round])); err != nil {
			s.Close()
			return
		}
	}
	switch p.Pattern {
	case leftOpen:
		return
	case serverCloses, bothClose:
	case halfClose:
		s.readToEnd()
		s.Write(make([]byte, lastWord))
	default:
		s.readToEnd()
		time.Sleep(p.Pause)
	}
	s.Close()
}

// connect opens the connection; nil: it was refused, or nobody answered.
func connect(p plan, e *end, server tcpip.Address) *program {
	var queue waiter.Queue
	endpoint, err := e.stack.NewEndpoint(tcp.ProtocolNumber, e.protocol(), &queue)
	if err != nil {
		return nil
	}
	to := tcpip.FullAddress{NIC: nic, Addr: server, Port: serverPort}
	open := await(&queue, waiter.WritableEvents|waiter.EventErr|waiter.EventHUp, func() bool {
		err = endpoint.Connect(to)
		_, started := err.(*tcpip.ErrConnectStarted)
		_, connecting := err.(*tcpip.ErrAlreadyConnecting)
		return !started && !connecting
	})
	_, done := err.(*tcpip.ErrAlreadyConnected)
	if !open || err != nil && !done {
		endpoint.Close()
		return nil
	}
	return p.program(&queue, endpoint)
}

// ask is the client's program.
func ask(p plan, e *end, server tcpip.Address) {
	c := connect(p, e, server)
	if c == nil {
		return
	}
	atOnce := len(c.buffer)
	if p.Pattern == readsSlowly {
		atOnce = slowRead
	}
	for round := range p.Up {
		last := round == len(p.Up)-1
		if _, err := c.Write(make([]byte, p.Up[round])); err != nil {
			break
		}
		if last && p.Pattern == clientResets && c.read(p.Down[round]/2, atOnce) {
			c.reset()
			return
		}
		if last && p.Pattern == leavesUnread && c.read(p.Down[round]/3, atOnce) {
			break
		}
		if !c.read(p.Down[round], atOnce) {
			break
		}
		time.Sleep(p.Pause)
	}
	c.finish()
}

// finish ends the connection as planned, when all is said.
func (c *program) finish() {
	switch c.Pattern {
	case leftOpen:
		return
	case serverCloses, serverResets:
		c.readToEnd()
		time.Sleep(c.Pause)
	case halfClose:
		c.Conn.(*gonet.TCPConn).CloseWrite()
		c.readToEnd()
	}
	c.Close()
}
