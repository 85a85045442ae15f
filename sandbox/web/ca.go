package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// BucketCA holds the certificate authority; a reset keeps it.
const BucketCA = "certificates"

// CA is the sandbox's certificate authority. It lives as long as the state,
// so that a client may keep trusting it.
type CA struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate

	mu     sync.Mutex
	leaves map[string]*tls.Certificate
}

type savedCA struct {
	Key  []byte `json:"key"`
	Cert []byte `json:"cert"`
}

// LoadCA reads the state's authority, or makes one.
func LoadCA(s *store.Store) (*CA, error) {
	var saved savedCA
	var known bool
	err := s.View(func(tx store.Tx) (err error) {
		known, err = tx.Doc(BucketCA, "ca", &saved)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !known {
		if saved, err = makeCA(); err != nil {
			return nil, fmt.Errorf("make the sandbox's certificate authority: %w", err)
		}
		if err := s.Update(func(tx store.Tx) error { return tx.PutDoc(BucketCA, "ca", saved) }); err != nil {
			return nil, err
		}
	}
	key, err := x509.ParseECPrivateKey(saved.Key)
	if err != nil {
		return nil, fmt.Errorf("read the key of the sandbox's certificate authority: %w", err)
	}
	cert, err := x509.ParseCertificate(saved.Cert)
	if err != nil {
		return nil, fmt.Errorf("read the sandbox's certificate authority: %w", err)
	}
	return &CA{key: key, cert: cert, leaves: map[string]*tls.Certificate{}}, nil
}

// The authority's certificate is valid for ten years; leaves are made anew at
// every start.
const (
	caLifetime   = 10 * 365 * 24 * time.Hour
	leafLifetime = 90 * 24 * time.Hour
)

func makeCA() (savedCA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return savedCA{}, err
	}
	now := time.Now()
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Azure sandbox CA (not for production)"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(caLifetime),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return savedCA{}, err
	}
	raw, err := x509.MarshalECPrivateKey(key)
	return savedCA{Key: raw, Cert: der}, err
}

func serial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return new(big.Int).SetBytes(b)
}

// PEM is the authority's certificate.
func (c *CA) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw})
}

// TLS is a server configuration with a leaf for whatever host a client asks for.
func (c *CA) TLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			host := hello.ServerName
			if host == "" {
				h, _, err := net.SplitHostPort(hello.Conn.LocalAddr().String())
				if err != nil {
					return nil, errors.New("the client names no host")
				}
				host = h
			}
			return c.leaf(host)
		},
	}
}

// leaf is a certificate for one host name or address.
func (c *CA) leaf(host string) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l, ok := c.leaves[host]; ok {
		return l, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: host},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(leafLifetime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if ip := net.ParseIP(host); ip != nil {
		t.IPAddresses = []net.IP{ip}
	} else {
		t.DNSNames = []string{host}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, c.cert, &key.PublicKey, c.key)
	if err != nil {
		return nil, fmt.Errorf("make a certificate for %s: %w", host, err)
	}
	l := &tls.Certificate{Certificate: [][]byte{der, c.cert.Raw}, PrivateKey: key}
	c.leaves[host] = l
	return l, nil
}
