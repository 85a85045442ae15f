package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"runtime/debug"
)

// Where bbolt keeps its two meta pages, and what is in them. Each begins with
// a page header; of the two the one with the higher transaction counts.
const (
	pageHeaderSize = 16
	metaSize       = 64
	metaMagic      = 0xED0CDAED
	minPageSize    = 1024
	maxPageSize    = 64 << 10
)

func damaged(path string, err error) error {
	return fmt.Errorf("open %s: %w: %w: restore a copy or choose another state file; this one was left as it is", path, ErrCorrupt, err)
}

func foreign(path, why string) error {
	return fmt.Errorf("open %s: %w (%s): choose another state file; this one was left as it is", path, ErrForeign, why)
}

// checkForeign looks at the file before bbolt does, which would make a
// database of an empty one.
func checkForeign(path string) error {
	head, regular, err := readHead(path)
	if err != nil {
		return err
	}
	if !regular {
		return foreign(path, "it is no regular file")
	}
	if _, ok := readMeta(head, 0); ok {
		return nil
	}
	for p := minPageSize; p <= maxPageSize; p *= 2 {
		if _, ok := readMeta(head, p); ok {
			return nil
		}
	}
	return foreign(path, "it does not begin as one")
}

// readHead reads as much as may hold both meta pages; regular is false when
// the path is no regular file.
func readHead(path string) (head []byte, regular bool, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, false, fmt.Errorf("open state file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, false, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false, fmt.Errorf("open state file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head = make([]byte, maxPageSize+pageHeaderSize+metaSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, false, fmt.Errorf("read state file %s: %w", path, err)
	}
	return head[:n], true, nil
}

type metaPage struct {
	pageSize uint32
	root     uint64
	pages    uint64
	tx       uint64
	intact   bool
}

// readMeta reads bbolt's meta at the page that begins at offset at.
func readMeta(head []byte, at int) (metaPage, bool) {
	at += pageHeaderSize
	if at+metaSize > len(head) {
		return metaPage{}, false
	}
	m := head[at : at+metaSize]
	if binary.NativeEndian.Uint32(m) != metaMagic {
		return metaPage{}, false
	}
	h := fnv.New64a()
	_, _ = h.Write(m[:metaSize-8])
	p := metaPage{
		pageSize: binary.NativeEndian.Uint32(m[8:]),
		root:     binary.NativeEndian.Uint64(m[16:]),
		pages:    binary.NativeEndian.Uint64(m[40:]),
		tx:       binary.NativeEndian.Uint64(m[48:]),
		intact:   h.Sum64() == binary.NativeEndian.Uint64(m[metaSize-8:]),
	}
	sane := p.pageSize >= minPageSize && p.pageSize <= maxPageSize
	return p, sane
}

// recoverDamage turns what bbolt does on damaged pages (it panics, or reads
// beyond the end of the mapping) into an error.
func recoverDamage(path string, err *error) {
	if r := recover(); r != nil {
		*err = damaged(path, fmt.Errorf("%v", r))
	}
}

// withFaults makes memory faults of this goroutine panics while fn runs.
func withFaults(fn func() error) error {
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	return fn()
}
