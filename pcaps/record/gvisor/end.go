// SPDX-License-Identifier: BSD-2-Clause

package main

import (
	"fmt"
	"net"
	"time"

	"gvisor.dev/gvisor/pkg/bufferv2"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

const (
	nic          = 1
	serverPort   = 80
	timeWait     = 3 * time.Second
	protocolTCP  = 6
	ipv6TCPStart = 40
)

func clientAddress(v6 bool) tcpip.Address {
	if v6 {
		return tcpip.Address(net.ParseIP("2001:db8::a"))
	}
	return tcpip.Address(net.ParseIP("192.0.2.10").To4())
}

func serverAddress(v6 bool) tcpip.Address {
	if v6 {
		return tcpip.Address(net.ParseIP("2001:db8::b"))
	}
	return tcpip.Address(net.ParseIP("198.51.100.20").To4())
}

// A packet, and what is true of it.
type packet struct {
	from  string
	bytes []byte
	seq   uint32
	space uint32 // numbers it takes: its payload, and one for SYN and for FIN
	again bool   // they were sent before
	copy  bool   // the network made it
}

// An end of the connection: a stack, the link it sends to, and its capture.
type end struct {
	name       string
	network    *network
	peer       *end
	stack      *stack.Stack
	address    tcpip.Address
	dispatcher stack.NetworkDispatcher
	captured   []captured
	road       road      // what is under way to it
	wake       chan bool // there may be more
	sent       bool
	next       uint32 // after the highest number it has sent
}

func newEnd(name string, n *network, address tcpip.Address) (*end, error) {
	e := &end{name: name, network: n, address: address, wake: make(chan bool, 1)}
	e.stack = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, ipv6.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
	})
	sack, wait := tcpip.TCPSACKEnabled(n.plan.SACK), tcpip.TCPTimeWaitTimeoutOption(timeWait)
	e.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &sack)
	e.stack.SetTransportProtocolOption(tcp.ProtocolNumber, &wait)
	if err := e.stack.CreateNIC(nic, e); err != nil {
		return nil, fmt.Errorf("%s: %v", name, err)
	}
	with := tcpip.ProtocolAddress{Protocol: e.protocol(), AddressWithPrefix: address.WithPrefix()}
	if err := e.stack.AddProtocolAddress(nic, with, stack.AddressProperties{}); err != nil {
		return nil, fmt.Errorf("%s: %v", name, err)
	}
	e.stack.SetRouteTable([]tcpip.Route{
		{Destination: header.IPv4EmptySubnet, NIC: nic},
		{Destination: header.IPv6EmptySubnet, NIC: nic},
	})
	return e, nil
}

func (e *end) protocol() tcpip.NetworkProtocolNumber {
	if e.network.plan.IPv6 {
		return ipv6.ProtocolNumber
	}
	return ipv4.ProtocolNumber
}

// tcpOf is the TCP segment of an IP packet; nil if it has none.
func tcpOf(bytes []byte) header.TCP {
	if header.IPVersion(bytes) == header.IPv4Version {
		ip := header.IPv4(bytes)
		if ip.Protocol() != protocolTCP {
			return nil
		}
		return header.TCP(bytes[ip.HeaderLength():])
	}
	if header.IPv6(bytes).NextHeader() != protocolTCP {
		return nil
	}
	return header.TCP(bytes[ipv6TCPStart:])
}

func after(seq, other uint32) bool {
	return int32(seq-other) > 0
}

// send captures what the stack has sent, says what is true of it, and hands it to the network.
func (e *end) send(bytes []byte) {
	segment := tcpOf(bytes)
	if segment == nil {
		return
	}
	p := packet{from: e.name, bytes: bytes, seq: segment.SequenceNumber()}
	p.space = uint32(len(segment) - int(segment.DataOffset()))
	flags := segment.Flags()
	for _, flag := range []header.TCPFlags{header.TCPFlagSyn, header.TCPFlagFin} {
		if flags.Contains(flag) {
			p.space++
		}
	}
	e.network.mu.Lock()
	defer e.network.mu.Unlock()
	if e.network.closed {
		return
	}
	if !flags.Contains(header.TCPFlagRst) {
		p.again = e.sent && p.space > 0 && after(e.next, p.seq)
		if !e.sent || after(p.seq+p.space, e.next) {
			e.next = p.seq + p.space
		}
		e.sent = true
	}
	e.capture(p)
	e.network.carry(e, p)
}

// receive captures what arrives, and hands it to the stack.
func (e *end) receive(p packet) {
	e.network.mu.Lock()
	e.capture(p)
	e.network.mu.Unlock()
	buffer := stack.NewPacketBuffer(stack.PacketBufferOptions{
		Payload: bufferv2.MakeWithData(append([]byte(nil), p.bytes...)),
	})
	defer buffer.DecRef()
	e.dispatcher.DeliverNetworkPacket(e.protocol(), buffer)
}

// What follows makes an end the link that its stack sends to (stack.LinkEndpoint).

func (e *end) WritePackets(packets stack.PacketBufferList) (int, tcpip.Error) {
	list := packets.AsSlice()
	for _, buffer := range list {
		e.send(append([]byte(nil), buffer.ToView().AsSlice()...))
	}
	return len(list), nil
}

func (e *end) MTU() uint32                                  { return e.network.plan.MTU }
func (e *end) MaxHeaderLength() uint16                      { return 0 }
func (e *end) LinkAddress() tcpip.LinkAddress               { return "" }
func (e *end) Capabilities() stack.LinkEndpointCapabilities { return 0 }
func (e *end) Attach(d stack.NetworkDispatcher)             { e.dispatcher = d }
func (e *end) IsAttached() bool                             { return e.dispatcher != nil }
func (e *end) Wait()                                        {}
func (e *end) ARPHardwareType() header.ARPHardwareType      { return header.ARPHardwareNone }
func (e *end) AddHeader(stack.PacketBufferPtr)              {}
