package entra

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// Claims are those of the sandbox's access tokens.
type Claims struct {
	jwt.RegisteredClaims
	AppID    string `json:"appid"`
	ObjectID string `json:"oid"`
	TenantID string `json:"tid"`
	Version  string `json:"ver"`
	Kind     string `json:"idtyp"`
}

// maxRemembered bounds the checked tokens that are kept.
const maxRemembered = 1024

// issuer is the iss claim of version 1 tokens.
func issuer(tenant string) string { return "https://sts.windows.net/" + tenant + "/" }

// Issue makes an access token for a principal.
func (a *Authority) Issue(appID, objectID, audience string) (string, error) {
	now := a.now()
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, Claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer(TenantID), Subject: objectID, Audience: jwt.ClaimStrings{audience},
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(tokenLifetime)), ID: randomHex(),
		},
		AppID: appID, ObjectID: objectID, TenantID: TenantID, Version: "1.0", Kind: "app",
	})
	t.Header["kid"] = a.keyID
	raw, err := t.SignedString(a.key)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return raw, nil
}

// Verify checks the Authorization header of a request to a service that
// accepts the given audiences.
func (a *Authority) Verify(header string, audiences []string) (Claims, *arm.Error) {
	if header == "" {
		return Claims{}, arm.AuthenticationFailedMissing()
	}
	scheme, raw, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Claims{}, arm.InvalidAuthenticationToken()
	}
	claims, refused := a.parse(raw)
	if refused != nil {
		return Claims{}, refused
	}
	if !claims.ExpiresAt.After(a.now()) {
		return Claims{}, arm.ExpiredAuthenticationToken(claims.ExpiresAt.UTC().Format(time.RFC3339))
	}
	for _, aud := range claims.Audience {
		if slices.Contains(audiences, strings.TrimRight(aud, "/")) {
			return claims, nil
		}
	}
	return Claims{}, arm.InvalidAudience(strings.Join(claims.Audience, ","), audiences)
}

// parse checks signature and issuer, once per token.
func (a *Authority) parse(raw string) (Claims, *arm.Error) {
	a.mu.Lock()
	claims, ok := a.tokens[raw]
	a.mu.Unlock()
	if ok {
		return claims, nil
	}
	_, err := jwt.ParseWithClaims(raw, &claims, func(*jwt.Token) (any, error) { return &a.key.PublicKey, nil },
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation())
	if err != nil || claims.ExpiresAt == nil {
		var foreign Claims
		if _, _, e := jwt.NewParser().ParseUnverified(raw, &foreign); e == nil && errors.Is(err, jwt.ErrTokenSignatureInvalid) &&
			foreign.TenantID != "" && foreign.TenantID != TenantID {
			return Claims{}, arm.InvalidTenant(foreign.Issuer, TenantID)
		}
		return Claims{}, arm.InvalidAuthenticationToken()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tokens) >= maxRemembered {
		clear(a.tokens)
	}
	a.tokens[raw] = claims
	return claims, nil
}
