package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/tandem-platform/tandem/sandbox/entra"
)

// Endpoint is the base URL of ARM, login and Graph, without a slash at the end.
func (s *Sandbox) Endpoint() string { return "https://" + s.endpoint }

// ControlEndpoint is the base URL of the management port (see package control).
func (s *Sandbox) ControlEndpoint() string { return "http://" + s.management }

// Env is the environment by which clients reach the sandbox: the variables
// that the Azure SDKs and the Terraform and Pulumi providers know, those by which
// Python and Node trust a certificate, and those that lead Vault's clients to the key
// service (package transit). With [Options.ProxyListen] it adds HTTPS_PROXY for
// clients that only know Azure's public host names.
func (s *Sandbox) Env() map[string]string {
	env := map[string]string{
		"ARM_SUBSCRIPTION_ID":                 entra.SubscriptionID,
		"ARM_TENANT_ID":                       entra.TenantID,
		"ARM_CLIENT_ID":                       entra.ClientID,
		"ARM_CLIENT_SECRET":                   s.authority.ClientSecret(),
		"ARM_RESOURCE_MANAGER_ENDPOINT":       s.Endpoint() + "/",
		"ARM_RESOURCE_MANAGER_AUDIENCE":       entra.AudienceManagement,
		"ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": s.Endpoint() + "/",
		"ARM_METADATA_HOSTNAME":               s.endpoint,
		"ARM_METADATA_HOST":                   s.endpoint,
		"ARM_DISABLE_INSTANCE_DISCOVERY":      "true",
		"AZURE_SUBSCRIPTION_ID":               entra.SubscriptionID,
		"AZURE_TENANT_ID":                     entra.TenantID,
		"AZURE_CLIENT_ID":                     entra.ClientID,
		"AZURE_CLIENT_SECRET":                 s.authority.ClientSecret(),
		"AZURE_AUTHORITY_HOST":                s.Endpoint() + "/",
		"IDENTITY_ENDPOINT":                   "http://" + s.identity + "/MSI/token",
		"IDENTITY_HEADER":                     s.authority.MSIHeader(),
		"SSL_CERT_FILE":                       s.bundle.path,
		"REQUESTS_CA_BUNDLE":                  s.bundle.path,
		"NODE_EXTRA_CA_CERTS":                 s.bundle.path,
	}
	maps.Copy(env, s.transit.Env(s.Endpoint(), s.bundle.path))
	if s.proxy != "" {
		env["HTTPS_PROXY"] = "http://" + s.proxy
	}
	return env
}

// CAPEM is the certificate of the sandbox's authority, for clients that take
// one without reading SSL_CERT_FILE.
func (s *Sandbox) CAPEM() []byte { return s.ca.PEM() }

// bundle is the file that SSL_CERT_FILE names: the sandbox's authority and
// the system's, so that a client still reaches the rest of the world.
type bundle struct {
	path string
	dir  string // a folder of its own, removed at the end; "" beside the state
}

// systemBundles are where operating systems keep their authorities.
var systemBundles = []string{
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/ca-bundle.pem",
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
	"/etc/ssl/cert.pem",
}

func writeBundle(statePath string, ca []byte) (*bundle, error) {
	b := &bundle{}
	if statePath == "" {
		dir, err := os.MkdirTemp("", "azure-sandbox-")
		if err != nil {
			return nil, fmt.Errorf("make a folder for the sandbox's certificate: %w", err)
		}
		b.dir, b.path = dir, filepath.Join(dir, "ca.pem")
	} else {
		abs, err := filepath.Abs(filepath.Dir(statePath))
		if err != nil {
			return nil, fmt.Errorf("find the folder of the state file %s: %w", statePath, err)
		}
		b.path = filepath.Join(abs, "ca.pem")
	}
	system, err := systemAuthorities(b.path)
	if err != nil {
		return nil, err
	}
	tmp := b.path + ".new"
	if err := os.WriteFile(tmp, append(append(ca, '\n'), system...), 0o644); err != nil {
		return nil, fmt.Errorf("write the sandbox's certificate to %s: %w", tmp, err)
	}
	if err := os.Rename(tmp, b.path); err != nil {
		return nil, fmt.Errorf("write the sandbox's certificate: %w", err)
	}
	return b, nil
}

// systemAuthorities reads the bundle that this process itself would use.
func systemAuthorities(own string) ([]byte, error) {
	candidates := systemBundles
	if set := os.Getenv("SSL_CERT_FILE"); set != "" && set != own {
		candidates = append([]string{set}, candidates...)
	}
	for _, path := range candidates {
		raw, err := os.ReadFile(path)
		if err == nil {
			return raw, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read the system's certificate authorities: %w", err)
		}
	}
	return nil, nil
}

func (b *bundle) remove() error {
	if b.dir == "" {
		return nil
	}
	if err := os.RemoveAll(b.dir); err != nil {
		return fmt.Errorf("remove the sandbox's certificate: %w", err)
	}
	return nil
}
