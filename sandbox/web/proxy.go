package web

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
)

// Proxy answers CONNECT for Azure's public host names and hands the
// connection to the sandbox's TLS server; it never connects to anything.
type Proxy struct {
	conns *connListener
}

// NewProxy is a proxy that feeds the returned listener.
func NewProxy(addr net.Addr) (*Proxy, net.Listener) {
	l := &connListener{addr: addr, conns: make(chan net.Conn), done: make(chan struct{})}
	return &Proxy{conns: l}, l
}

// ServeHTTP implements [http.Handler].
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	switch {
	case r.Method != http.MethodConnect:
		http.Error(w, "this proxy only takes CONNECT: set HTTPS_PROXY, not HTTP_PROXY", http.StatusMethodNotAllowed)
		return
	case !azureHost(host):
		http.Error(w, fmt.Sprintf("the sandbox does not stand in for %s: list it in NO_PROXY to reach it directly", host), http.StatusForbidden)
		return
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "CONNECT needs HTTP/1.1", http.StatusHTTPVersionNotSupported)
		return
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if buffered.Reader.Buffered() > 0 { // nothing may come before the answer to CONNECT
		_ = conn.Close()
		return
	}
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = conn.Close() // the client is gone
		return
	}
	p.conns.give(conn)
}

func azureHost(host string) bool {
	for _, list := range [][]string{loginHosts, graphHosts, armHosts} {
		if oneOf(host, list) {
			return true
		}
	}
	return strings.HasSuffix(strings.ToLower(host), ".management.azure.com")
}

// connListener is a listener whose connections are handed in.
type connListener struct {
	addr  net.Addr
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *connListener) give(c net.Conn) {
	select {
	case l.conns <- c:
	case <-l.done:
		_ = c.Close() // the server is going down
	}
}

// Accept implements [net.Listener].
func (l *connListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (l *connListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr implements [net.Listener].
func (l *connListener) Addr() net.Addr { return l.addr }

// Closed tells whether a server's end is the ordinary one.
func Closed(err error) bool {
	return errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed)
}
