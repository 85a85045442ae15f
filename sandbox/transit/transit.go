// Package transit is a key service beside the sandbox's Azure: the encrypt and
// decrypt of HashiCorp Vault's transit engine, by which a client keeps secrets at
// rest without holding the key.
//
// Pulumi's CLI keeps a stack's secrets with the key of a service or with a
// passphrase. For a passphrase it derives a key at each start, which takes a fifth
// of a second of processor time, and Azure's own vaults it takes by their public
// host names alone. Vault's address it takes from the environment.
//
// # Fidelity
//
// Modelled: POST and PUT of encrypt and decrypt with Vault's paths, token header and
// errors, of one plaintext or ciphertext. A key is there under each name that is used,
// as for a token that may create keys. Refused, although Vault has it: all other
// parameters, such as context and batch_input, and all other paths.
//
// The key lies in the sandbox's state. Whoever loses that loses what was encrypted,
// such as the secrets in the states of Pulumi's stacks.
package transit

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// Bucket holds the service's key and token; a reset keeps it.
const Bucket = "transit"

// Prefix is where the service's paths begin.
const Prefix = "/v1/transit/"

// versioned begins each ciphertext: Vault's name and the key's version.
const versioned = "vault:v1:"

// maxBody is the size of a request, in bytes. What is encrypted here are keys.
const maxBody = 1 << 20

// kept is what the state holds.
type kept struct {
	Root  []byte `json:"root"`
	Token string `json:"token"`
}

// Service encrypts and decrypts with keys that never leave it.
type Service struct {
	kept kept
	mux  *http.ServeMux
}

// New reads the service's key from the state, or makes it in one that has none.
func New(s *store.Store) (*Service, error) {
	t := &Service{mux: http.NewServeMux()}
	var known bool
	err := s.View(func(tx store.Tx) (err error) {
		known, err = tx.Doc(Bucket, "root", &t.kept)
		return err
	})
	if err == nil && !known {
		t.kept = newKept()
		err = s.Update(func(tx store.Tx) error { return tx.PutDoc(Bucket, "root", t.kept) })
	}
	if err != nil {
		return nil, fmt.Errorf("the key service's key: %w", err)
	}
	for name, run := range map[string]operation{"encrypt": encrypt, "decrypt": decrypt} {
		t.mux.HandleFunc(Prefix+name+"/{key}", t.withKey(run))
	}
	t.mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "unsupported path: "+strings.TrimPrefix(r.URL.Path, Prefix))
	})
	return t, nil
}

func newKept() kept {
	random := make([]byte, 48)
	_, _ = rand.Read(random) // never fails
	return kept{Root: random[:32], Token: "sandbox-" + hex.EncodeToString(random[32:])}
}

// Env is the environment by which clients find the service and are let in: the
// variables of Go CDK's hashivault, which go before Vault's own, and the certificate
// by which Vault's client trusts it.
func (t *Service) Env(endpoint, authorities string) map[string]string {
	return map[string]string{
		"VAULT_SERVER_URL":   endpoint,
		"VAULT_SERVER_TOKEN": t.kept.Token,
		"VAULT_CACERT":       authorities,
	}
}

// ServeHTTP implements [http.Handler] for paths under Prefix.
func (t *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Vault-Token")), []byte(t.kept.Token)) != 1 {
		refuse(w, http.StatusForbidden, "permission denied")
		return
	}
	t.mux.ServeHTTP(w, r)
}

// operation answers a request with the key that it names.
type operation func(http.ResponseWriter, *http.Request, cipher.AEAD)

// withKey is an operation's handler.
func (t *Service) withKey(run operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut && r.Method != http.MethodPost {
			refuse(w, http.StatusMethodNotAllowed, "unsupported operation")
			return
		}
		key, err := t.key(r.PathValue("key"))
		if err != nil {
			refuse(w, http.StatusInternalServerError, err.Error())
			return
		}
		run(w, r, key)
	}
}

func encrypt(w http.ResponseWriter, r *http.Request, key cipher.AEAD) {
	var asked struct {
		Plaintext *string `json:"plaintext"`
	}
	if !read(w, r, &asked) {
		return
	}
	if asked.Plaintext == nil {
		refuse(w, http.StatusBadRequest, "missing plaintext to encrypt")
		return
	}
	plain, err := base64.StdEncoding.DecodeString(*asked.Plaintext)
	if err != nil {
		refuse(w, http.StatusBadRequest, "failed to base64-decode plaintext")
		return
	}
	answer(w, map[string]any{"key_version": 1,
		"ciphertext": versioned + base64.StdEncoding.EncodeToString(key.Seal(nil, nil, plain, nil))})
}

func decrypt(w http.ResponseWriter, r *http.Request, key cipher.AEAD) {
	var asked struct {
		Ciphertext string `json:"ciphertext"`
	}
	if !read(w, r, &asked) {
		return
	}
	if asked.Ciphertext == "" {
		refuse(w, http.StatusBadRequest, "missing ciphertext to decrypt")
		return
	}
	encoded, found := strings.CutPrefix(asked.Ciphertext, versioned)
	if !found {
		refuse(w, http.StatusBadRequest, "invalid ciphertext: no prefix")
		return
	}
	ciphertext, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		refuse(w, http.StatusBadRequest, "invalid ciphertext: could not decode base64")
		return
	}
	plain, err := key.Open(nil, nil, ciphertext, nil)
	if err != nil {
		refuse(w, http.StatusBadRequest, "cipher: message authentication failed")
		return
	}
	answer(w, map[string]any{"plaintext": base64.StdEncoding.EncodeToString(plain)})
}

// key is the key of a name: AES-256 with GCM, whose nonces are random and lead the
// ciphertexts.
func (t *Service) key(name string) (cipher.AEAD, error) {
	raw, err := hkdf.Key(sha256.New, t.kept.Root, nil, "transit "+name, 32)
	if err != nil {
		return nil, fmt.Errorf("derive key %s: %w", name, err)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("use key %s: %w", name, err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	body.DisallowUnknownFields()
	err := body.Decode(into)
	if err == nil && body.More() {
		err = errors.New("text after the object")
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, "error parsing JSON: "+err.Error())
	}
	return err == nil
}

func answer(w http.ResponseWriter, data map[string]any) {
	write(w, http.StatusOK, map[string]any{"lease_id": "", "renewable": false, "lease_duration": 0, "data": data})
}

func refuse(w http.ResponseWriter, status int, message string) {
	write(w, status, map[string]any{"errors": []string{message}})
}

func write(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client went away
}
