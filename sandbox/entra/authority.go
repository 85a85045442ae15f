package entra

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// The sandbox's identities: fixed and visibly artificial.
const (
	SubscriptionID = "00000000-0000-4000-8000-0000000000a1"
	TenantID       = "00000000-0000-4000-8000-0000000000b1"
	ClientID       = "00000000-0000-4000-8000-0000000000c1"
	// ObjectID is the service principal of ClientID.
	ObjectID = "00000000-0000-4000-8000-0000000000d1"
)

// The audiences for which ARM and Graph accept tokens.
const (
	AudienceManagement = "https://management.azure.com"
	AudienceCore       = "https://management.core.windows.net"
	AudienceGraph      = "https://graph.microsoft.com"
)

// BucketSecrets holds the tenant's keys; a reset keeps it.
const BucketSecrets = "entra-secrets"

// tokenLifetime is that of Azure's access tokens.
const tokenLifetime = time.Hour

// Authority issues and checks the tokens of one tenant.
type Authority struct {
	store        *store.Store
	now          func() time.Time
	key          *rsa.PrivateKey
	keyID        string
	clientSecret string
	msiHeader    string
	commit       Commit

	mu     sync.Mutex
	tokens map[string]Claims // checked tokens, so that a signature is checked once
}

// secrets is what makes a state's tokens its own.
type secrets struct {
	Key          []byte `json:"key"` // PKCS#1
	ClientSecret string `json:"clientSecret"`
	MSIHeader    string `json:"msiHeader"`
}

// New reads the tenant's keys from the state, or makes them in a new one.
func New(s *store.Store, now func() time.Time) (*Authority, error) {
	var sec secrets
	var known bool
	err := s.View(func(tx store.Tx) (err error) {
		known, err = tx.Doc(BucketSecrets, "tenant", &sec)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !known {
		if sec, err = newSecrets(); err != nil {
			return nil, err
		}
		if err := s.Update(func(tx store.Tx) error { return tx.PutDoc(BucketSecrets, "tenant", sec) }); err != nil {
			return nil, err
		}
	}
	key, err := x509.ParsePKCS1PrivateKey(sec.Key)
	if err != nil {
		return nil, fmt.Errorf("read the tenant's signing key: %w", err)
	}
	a := &Authority{store: s, now: now, key: key, keyID: keyID(&key.PublicKey),
		clientSecret: sec.ClientSecret, msiHeader: sec.MSIHeader, tokens: map[string]Claims{}}
	a.commit = func(_, _ string, fn func(store.Tx) error) error { return s.Update(fn) }
	return a, nil
}

// Commit runs a writing request in a transaction.
type Commit func(method, path string, fn func(store.Tx) error) error

// CommitBy has writes to the directory committed by another function than the
// store's own, which must be called before the authority serves.
func (a *Authority) CommitBy(c Commit) { a.commit = c }

// sharedKey is the signing key of all states that one process makes: making one
// takes a noticeable part of a second, and tests start many sandboxes.
var sharedKey = sync.OnceValues(newKey)

func newKey() (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make the tenant's signing key: %w", err)
	}
	return key, nil
}

func newSecrets() (secrets, error) {
	key, err := sharedKey()
	if err != nil {
		return secrets{}, err
	}
	return secrets{Key: x509.MarshalPKCS1PrivateKey(key), ClientSecret: "sandbox-" + randomHex(), MSIHeader: randomHex()}, nil
}

func randomHex() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func keyID(k *rsa.PublicKey) string {
	n := k.N.Bytes()
	return base64.RawURLEncoding.EncodeToString(n[:20])
}

// ClientSecret is the secret of the sandbox's own client.
func (a *Authority) ClientSecret() string { return a.clientSecret }

// MSIHeader is what the managed identity endpoint demands as X-IDENTITY-HEADER.
func (a *Authority) MSIHeader() string { return a.msiHeader }
