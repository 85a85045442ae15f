package armrest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Identity is whom the resource manager's tokens speak for.
type Identity struct {
	ObjectID string // of the user, or of the application's service principal
	AppID    string // of the application; that of the signing-in tool for a person
	TenantID string
	// Person says that somebody signed in, not an application on its own.
	Person bool
}

// Identity logs in and reads the token's claims
// (https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference).
// It trusts them as far as it trusts the login host: it checks no signature.
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	token, err := c.Token(ctx, c.environment.Audience)
	if err != nil {
		return Identity{}, err
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return Identity{}, fmt.Errorf("the login host's token is no JWT: %d parts", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return Identity{}, fmt.Errorf("claims of the login host's token: %w", err)
	}
	var claims struct {
		OID, AppID, TID, SCP string
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		return Identity{}, fmt.Errorf("claims of the login host's token: %w", err)
	}
	return Identity{ObjectID: claims.OID, AppID: claims.AppID, TenantID: claims.TID, Person: claims.SCP != ""}, nil
}

// Token logs in for another audience, such as "https://storage.azure.com".
func (c *Client) Token(ctx context.Context, audience string) (string, error) {
	token, err := c.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{strings.TrimRight(audience, "/") + "/.default"}})
	if err != nil {
		return "", fmt.Errorf("log in (%s): %w", c.environment.Kind(), err)
	}
	return token.Token, nil
}
