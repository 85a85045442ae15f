// Command gen extracts the ARM types that types.txt names from the azapi
// module's data into small files that package schema embeds: one of the
// api-versions that stand there, one of the others that the types have.
//
//	go run ./gen          write types.json.gz and others.json.gz
//	go run ./gen -check   fail if they are not what would be written
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// The files that are written.
const (
	ofTypes  = "types.json.gz"
	ofOthers = "others.json.gz"
)

func main() {
	check := flag.Bool("check", false, "compare with the committed file and write nothing")
	dir := flag.String("dir", ".", "folder of types.txt")
	flag.Parse()
	if err := run(context.Background(), *dir, *check); err != nil {
		fmt.Fprintln(os.Stderr, "schema/gen:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, check bool) error {
	keys, err := readKeys(filepath.Join(dir, "types.txt"))
	if err != nil {
		return err
	}
	library, err := azapi.Fetch(ctx)
	if err != nil {
		return err
	}
	if err := listed(library, keys); err != nil {
		return err
	}
	for name, keys := range map[string][]string{ofTypes: keys, ofOthers: others(library, keys)} {
		packed, err := extract(library, keys)
		if err != nil {
			return err
		}
		if err := azapi.Emit(filepath.Join(dir, name), packed, check, "./sandbox/schema"); err != nil {
			return err
		}
	}
	return nil
}

func readKeys(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var keys []string
	var faults []error
	seen := map[string]bool{}
	for number, line := range strings.Split(string(raw), "\n") {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.Count(line, "@") != 1:
			faults = append(faults, fmt.Errorf("%s:%d: %q is not type@api-version", path, number+1, line))
		case seen[strings.ToLower(line)]:
			faults = append(faults, fmt.Errorf("%s:%d: %s stands here twice", path, number+1, line))
		default:
			seen[strings.ToLower(line)] = true
			keys = append(keys, line)
		}
	}
	return keys, errors.Join(faults...)
}
