package random

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/bcrypt"

	cryptorand "crypto/rand"
)

const (
	lowerLetters   = "abcdefghijklmnopqrstuvwxyz"
	upperLetters   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits         = "0123456789"
	defaultSpecial = "!@#$%&*()-_=+[]{}<>:?"
	maxHashed      = 72 // bytes of a password that bcrypt takes
)

// value strips the secret from an input.
func value(inputs resource.PropertyMap, key resource.PropertyKey) resource.PropertyValue {
	v := inputs[key]
	for v.IsSecret() {
		v = v.SecretValue().Element
	}
	return v
}

func number(inputs resource.PropertyMap, key resource.PropertyKey, otherwise int) int {
	if v := value(inputs, key); v.IsNumber() {
		return int(v.NumberValue())
	}
	return otherwise
}

func flag(inputs resource.PropertyMap, otherwise bool, keys ...resource.PropertyKey) bool {
	for _, key := range keys {
		if v := value(inputs, key); v.IsBool() {
			return v.BoolValue()
		}
	}
	return otherwise
}

func text(inputs resource.PropertyMap, key resource.PropertyKey, otherwise string) string {
	if v := value(inputs, key); v.IsString() {
		return v.StringValue()
	}
	return otherwise
}

// characters draws a text by the rules that passwords and strings share: at
// least so many of each class, the rest of all classes that are allowed.
func characters(source io.Reader, inputs resource.PropertyMap) (string, error) {
	length := number(inputs, "length", 0)
	classes := []struct {
		allowed bool
		least   int
		set     string
	}{
		{flag(inputs, true, "lower"), number(inputs, "minLower", 0), lowerLetters},
		{flag(inputs, true, "upper"), number(inputs, "minUpper", 0), upperLetters},
		{flag(inputs, true, "numeric", "number"), number(inputs, "minNumeric", 0), digits},
		{flag(inputs, true, "special"), number(inputs, "minSpecial", 0), text(inputs, "overrideSpecial", defaultSpecial)},
	}
	var drawn []byte
	all := ""
	for _, class := range classes {
		if class.allowed {
			all += class.set
		}
		for range class.least {
			i, err := below(source, len(class.set))
			if err != nil {
				return "", err
			}
			drawn = append(drawn, class.set[i])
		}
	}
	switch {
	case length < 1:
		return "", errors.New("length must be at least 1")
	case len(drawn) > length:
		return "", fmt.Errorf("the minima add up to %d, but length is %d", len(drawn), length)
	case all == "":
		return "", errors.New("allow at least one of lower, upper, numeric and special")
	}
	for len(drawn) < length {
		i, err := below(source, len(all))
		if err != nil {
			return "", err
		}
		drawn = append(drawn, all[i])
	}
	for i := len(drawn) - 1; i > 0; i-- {
		j, err := below(source, i+1)
		if err != nil {
			return "", err
		}
		drawn[i], drawn[j] = drawn[j], drawn[i]
	}
	return string(drawn), nil
}

func below(source io.Reader, n int) (int, error) {
	if n < 1 {
		return 0, errors.New("overrideSpecial is empty, but special characters are asked for")
	}
	i, err := cryptorand.Int(source, big.NewInt(int64(n)))
	if err != nil {
		return 0, fmt.Errorf("drawing a random number: %w", err)
	}
	return int(i.Int64()), nil
}

func drawString(source io.Reader, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	result, err := characters(source, inputs)
	if err != nil {
		return "", nil, err
	}
	return result, resource.PropertyMap{"result": resource.NewStringProperty(result)}, nil
}

// drawPassword keeps the password out of the id, which is not secret.
func drawPassword(source io.Reader, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	result, err := characters(source, inputs)
	if err != nil {
		return "", nil, err
	}
	hash, err := hashed(result)
	if err != nil {
		return "", nil, err
	}
	return "none", resource.PropertyMap{
		"result":     resource.NewStringProperty(result),
		"bcryptHash": resource.NewStringProperty(hash),
	}, nil
}

func hashed(password string) (string, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password[:min(len(password), maxHashed)]), bcrypt.DefaultCost)
	if err != nil {
		return "", fmt.Errorf("hashing the password: %w", err)
	}
	return string(hash), nil
}

func drawUUID(source io.Reader, _ resource.PropertyMap) (string, resource.PropertyMap, error) {
	id, err := uuid.NewRandomFromReader(source)
	if err != nil {
		return "", nil, fmt.Errorf("drawing a UUID: %w", err)
	}
	return id.String(), resource.PropertyMap{"result": resource.NewStringProperty(id.String())}, nil
}

func drawID(source io.Reader, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	length := number(inputs, "byteLength", 0)
	if length < 1 {
		return "", nil, errors.New("byteLength must be at least 1")
	}
	data := make([]byte, length)
	if _, err := io.ReadFull(source, data); err != nil {
		return "", nil, fmt.Errorf("drawing bytes: %w", err)
	}
	prefix := text(inputs, "prefix", "")
	encoded := func(s string) resource.PropertyValue { return resource.NewStringProperty(prefix + s) }
	id := base64.RawURLEncoding.EncodeToString(data)
	return id, resource.PropertyMap{
		"b64Url": encoded(id),
		"b64Std": encoded(base64.StdEncoding.EncodeToString(data)),
		"hex":    encoded(hex.EncodeToString(data)),
		"dec":    encoded(new(big.Int).SetBytes(data).String()),
	}, nil
}

// Words of random pets: adverbs, adjectives and names, as in "newly-keen-otter".
var (
	adverbs = strings.Fields("ably boldly briefly calmly clearly deeply early fairly fondly freely " +
		"gently gladly greatly kindly lightly merely neatly newly nicely openly quickly rarely " +
		"really sadly safely slowly softly subtly truly widely")
	adjectives = strings.Fields("able amber apt awake bold brave bright calm clean clever eager " +
		"fair fast firm fond free glad golden grand happy keen kind light lucky neat noble " +
		"proud quick quiet ready sharp smart solid steady sunny sweet swift tidy warm wise")
	names = strings.Fields("badger beetle bison bobcat cobra crane cricket dingo dolphin eagle " +
		"falcon ferret finch fox gecko goose hare hawk heron ibex jackal kiwi koala lark lemur " +
		"lynx marmot moose otter owl panda puffin quail raven robin seal stork swan tapir wombat")
)

func drawPet(source io.Reader, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	length := number(inputs, "length", 2)
	if length < 1 {
		return "", nil, errors.New("length must be at least 1")
	}
	var words []string
	if prefix := text(inputs, "prefix", ""); prefix != "" {
		words = append(words, prefix)
	}
	for i := range length {
		set := adverbs
		switch i {
		case length - 1:
			set = names
		case length - 2:
			set = adjectives
		}
		n, err := below(source, len(set))
		if err != nil {
			return "", nil, err
		}
		words = append(words, set[n])
	}
	return strings.Join(words, text(inputs, "separator", "-")), resource.PropertyMap{}, nil
}

func adoptString(id string) (resource.PropertyMap, resource.PropertyMap, error) {
	inputs := resource.PropertyMap{"length": resource.NewNumberProperty(float64(len(id)))}
	outputs := inputs.Copy()
	outputs["result"] = resource.NewStringProperty(id)
	return inputs, outputs, nil
}

func adoptPassword(id string) (resource.PropertyMap, resource.PropertyMap, error) {
	inputs, outputs, err := adoptString(id)
	if err != nil {
		return nil, nil, err
	}
	hash, err := hashed(id)
	outputs["bcryptHash"] = resource.NewStringProperty(hash)
	return inputs, outputs, err
}

func adoptUUID(id string) (resource.PropertyMap, resource.PropertyMap, error) {
	if _, err := uuid.Parse(id); err != nil {
		return nil, nil, fmt.Errorf("%q is no UUID: %w", id, err)
	}
	return resource.PropertyMap{}, resource.PropertyMap{"result": resource.NewStringProperty(id)}, nil
}
