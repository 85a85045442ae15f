package random_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/bcrypt"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/random"
)

func create(t *testing.T, token string, inputs map[string]any) protocol.State {
	t.Helper()
	state, err := random.New().Create(t.Context(), protocol.CreateRequest{
		Subject: protocol.Subject{Type: token}, Inputs: resource.NewPropertyMapFromMap(inputs),
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// TestPassword: the password obeys its minima, is secret, hashed, and not in
// the id.
func TestPassword(t *testing.T) {
	state := create(t, "random:index/randomPassword:RandomPassword", map[string]any{
		"length": 20, "minUpper": 2, "minNumeric": 3, "minSpecial": 1, "overrideSpecial": "_", "lower": false,
	})
	result, hash := state.Outputs["result"], state.Outputs["bcryptHash"]
	if !result.IsSecret() || !hash.IsSecret() || state.ID != "none" {
		t.Fatalf("got %v", state)
	}
	password := result.SecretValue().Element.StringValue()
	if len(password) != 20 || strings.Count(password, "_") < 1 || strings.ToUpper(password) != password ||
		len(regexp.MustCompile(`[0-9]`).FindAllString(password, -1)) < 3 {
		t.Errorf("got %q", password)
	}
	if bcrypt.CompareHashAndPassword([]byte(hash.SecretValue().Element.StringValue()), []byte(password)) != nil {
		t.Error("the hash is not the password's")
	}
	if again := create(t, "random:index/randomPassword:RandomPassword", map[string]any{"length": 20}); again.Outputs["result"].DeepEquals(result) {
		t.Error("two passwords are the same")
	}
}

func TestOtherKinds(t *testing.T) {
	if s := create(t, "random:index/randomString:RandomString", map[string]any{"length": 8, "special": false, "upper": false}); !regexp.MustCompile(`^[a-z0-9]{8}$`).MatchString(s.Outputs["result"].StringValue()) {
		t.Errorf("string: %v", s)
	}
	if s := create(t, "random:index/randomUuid:RandomUuid", nil); uuid.Validate(s.ID) != nil || s.Outputs["result"].StringValue() != s.ID {
		t.Errorf("uuid: %v", s)
	}
	if s := create(t, "random:index/randomId:RandomId", map[string]any{"byteLength": 4, "prefix": "p-"}); !regexp.MustCompile(`^p-[0-9a-f]{8}$`).MatchString(s.Outputs["hex"].StringValue()) {
		t.Errorf("id: %v", s)
	}
	if s := create(t, "random:index/randomPet:RandomPet", map[string]any{"length": 3, "prefix": "x"}); !regexp.MustCompile(`^x(-[a-z]+){3}$`).MatchString(s.ID) {
		t.Errorf("pet: %v", s)
	}
}

// TestKeepers: any change of inputs replaces; no change does nothing.
func TestKeepers(t *testing.T) {
	old := resource.NewPropertyMapFromMap(map[string]any{"length": 8, "keepers": map[string]any{"g": "1"}})
	changed := resource.NewPropertyMapFromMap(map[string]any{"length": 8, "keepers": map[string]any{"g": "2"}})
	provider := random.New()
	diff, err := provider.Diff(t.Context(), protocol.DiffRequest{OldInputs: old, NewInputs: changed})
	if err != nil || len(diff.Changes) != 1 || !diff.Changes[0].Replace || diff.Changes[0].Path.String() != "keepers" {
		t.Errorf("got %v, %v", diff, err)
	}
	if diff, err := provider.Diff(t.Context(), protocol.DiffRequest{OldInputs: old, NewInputs: old}); err != nil || len(diff.Changes) != 0 {
		t.Errorf("got %v, %v", diff, err)
	}
}

// TestRefusals: impossible demands are told.
func TestRefusals(t *testing.T) {
	for name, inputs := range map[string]map[string]any{
		"minima exceed length":  {"length": 3, "minUpper": 4},
		"no characters allowed": {"length": 3, "lower": false, "upper": false, "numeric": false, "special": false},
		"no length":             {},
	} {
		_, err := random.New().Create(t.Context(), protocol.CreateRequest{
			Subject: protocol.Subject{Type: "random:index/randomString:RandomString"},
			Inputs:  resource.NewPropertyMapFromMap(inputs),
		})
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, err := random.New().Check(t.Context(), protocol.CheckRequest{Subject: protocol.Subject{Type: "random:index/randomBytes:RandomBytes"}})
	if err == nil || !strings.Contains(err.Error(), "randomBytes") {
		t.Errorf("got %v, want the token to be named", err)
	}
}
