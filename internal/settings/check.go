package settings

import (
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
)

var (
	guidPattern     = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	digestPattern   = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	imagePattern    = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$`)
	registryPattern = regexp.MustCompile(`(?i)^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/[a-z0-9]{5,50}$`)
	labelPattern    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	topLevelPattern = regexp.MustCompile(`[a-z]`)
	countryPattern  = regexp.MustCompile(`^[A-Z]{2}$`)
	sqlSKUPattern   = regexp.MustCompile(`^(GP|BC)_Gen5_(2|4|6|8|10|12|14|16|18|20|24|32|40|80)$`)
)

// ControlContainer is the container that every stamp has of its own accord.
const ControlContainer = "control"

// The widest operator ranges: anything wider is no group of operators.
const (
	minOperatorBits4 = 8
	minOperatorBits6 = 16
)

const (
	containerType  = "Microsoft.Storage/storageAccounts/blobServices/containers"
	databaseType   = "Microsoft.Sql/servers/databases"
	maxHostLength  = 253
	minHostLabels  = 2
	zeroGUID       = "00000000-0000-0000-0000-000000000000"
	longestPostfix = "-green"
)

func checkTagValue(value string) error {
	if len(value) > maxTagValue {
		return fmt.Errorf("has %d characters, and a tag holds %d", len(value), maxTagValue)
	}
	return nil
}

func checkEmail(address string) error {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return fmt.Errorf("%q is no mail address", address)
	}
	return nil
}

func checkSpace(space string) error {
	_, err := topology.Plan(space)
	return err
}

// checkImage accepts an image only by its digest: a tag can come to mean
// another image between the two stamps.
func checkImage(image string) error {
	repository, digest, ok := strings.Cut(image, "@")
	switch {
	case !ok:
		return fmt.Errorf("%q is not pinned by digest: a tag can mean another image tomorrow", image)
	case !digestPattern.MatchString(digest):
		return fmt.Errorf("%q is no digest: it must be sha256: and 64 hexadecimal digits", digest)
	case !imagePattern.MatchString(repository):
		return fmt.Errorf("%q is no registry and repository without a tag", repository)
	}
	return nil
}

func checkRegistry(id string) error {
	if !registryPattern.MatchString(id) {
		return fmt.Errorf("%q is no ARM id of a container registry", id)
	}
	return nil
}

func checkContainer(name string) error {
	if name == ControlContainer {
		return fmt.Errorf("%q is made by every stamp of its own accord", name)
	}
	return topology.CheckName(containerType, name)
}

func checkBlob(base string) error {
	return topology.CheckName(containerType, base+longestPostfix)
}

func checkDatabase(name string) error { return topology.CheckName(databaseType, name) }

func checkGUID(id string) error {
	if !guidPattern.MatchString(id) || id == zeroGUID {
		return fmt.Errorf("%q is no object id", id)
	}
	return nil
}

func checkCountry(code string) error {
	if !countryPattern.MatchString(code) {
		return fmt.Errorf("%q is no country code of two capital letters (ISO 3166)", code)
	}
	return nil
}

func checkSQLSKU(sku string) error {
	if !sqlSKUPattern.MatchString(sku) {
		return fmt.Errorf("%q is no General Purpose or Business Critical size of generation 5", sku)
	}
	return nil
}

func checkHost(host string) error {
	labels := strings.Split(host, ".")
	if len(host) > maxHostLength || len(labels) < minHostLabels {
		return fmt.Errorf("%q is no host name", host)
	}
	for _, label := range labels {
		if !labelPattern.MatchString(label) {
			return fmt.Errorf("%q is no host name: write it in lower case, without scheme, port or path", host)
		}
	}
	if !topLevelPattern.MatchString(labels[len(labels)-1]) {
		return fmt.Errorf("%q is an address and no host name", host)
	}
	return nil
}

func checkOperatorRange(value string) error {
	prefix, err := netip.ParsePrefix(value)
	if err != nil {
		return fmt.Errorf("%q is no address range in CIDR notation", value)
	}
	low := minOperatorBits4
	if prefix.Addr().Is6() {
		low = minOperatorBits6
	}
	switch {
	case prefix.Bits() == 0:
		return fmt.Errorf("%s lets everybody use the stamps' own endpoints", prefix)
	case prefix.Bits() < low:
		return fmt.Errorf("%s is too wide for operators: /%d is the widest", prefix, low)
	case prefix != prefix.Masked():
		return errors.New(prefix.String() + " does not begin at its range's first address: write " + prefix.Masked().String())
	}
	return nil
}
