package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
)

// bbolt's page and element layout, format version 2.
const (
	flagBranch    = 0x01
	flagLeaf      = 0x02
	flagBucket    = 0x01 // of a leaf element
	branchElement = 16
	leafElement   = 16
	bucketHeader  = 16
)

// walker checks the structure of a bbolt file on its bytes alone. bbolt's own
// check cannot be used on a file of unknown health: it works on mapped memory
// and ends the process on some damage.
type walker struct {
	data     []byte
	pageSize uint64
	seen     map[uint64]bool
	meta     map[string]string
	buckets  map[string]bool
}

// checkStructure reads the file and checks both meta pages, every page that
// can be reached, and format name and version. bbolt is content with one meta
// page, and would silently go back a transaction when the newer is damaged.
func checkStructure(path string) (err error) {
	defer recoverDamage(path, &err)
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read state file: %w", err)
	}
	first, ok := readMeta(data, 0)
	if !ok || !first.intact {
		return damaged(path, errors.New("its first page is broken"))
	}
	second, ok := readMeta(data, int(first.pageSize))
	if !ok || !second.intact {
		return damaged(path, errors.New("its second page is broken"))
	}
	newest := first
	if second.tx > first.tx {
		newest = second
	}
	if int64(len(data)) < int64(newest.pages)*int64(newest.pageSize) {
		return damaged(path, fmt.Errorf("it has %d bytes where %d pages of %d are expected", len(data), newest.pages, newest.pageSize))
	}
	w := &walker{data: data, pageSize: uint64(newest.pageSize),
		seen: map[uint64]bool{0: true, 1: true}, meta: map[string]string{}, buckets: map[string]bool{}}
	if err := w.page(newest.root, span{}, 0); err != nil {
		return damaged(path, err)
	}
	return w.format(path)
}

// format judges the meta bucket.
func (w *walker) format(path string) error {
	if w.meta[string(keyFormat)] != formatName {
		return foreign(path, "another program's bbolt file")
	}
	v, err := strconv.Atoi(w.meta[string(keyVersion)])
	switch {
	case err != nil:
		return damaged(path, fmt.Errorf("its format version: %w", err))
	case v > formatVersion:
		return fmt.Errorf("open %s: %w: format %d, this program reads up to %d: update the program", path, ErrNewer, v, formatVersion)
	case v < 1 || !w.buckets[string(bucketResources)] || !w.buckets[string(bucketDocs)]:
		return damaged(path, errors.New("a part of it is missing"))
	}
	return nil
}

// span is where a page belongs: its bucket ("" for the root of all buckets)
// and the range of its keys. A nil bound is open.
type span struct {
	bucket    string
	low, high []byte // low <= key < high
}

func (s span) holds(key []byte) bool {
	return bytes.Compare(s.low, key) <= 0 && (s.high == nil || bytes.Compare(key, s.high) < 0)
}

// page checks one page and what it leads to.
func (w *walker) page(id uint64, in span, depth int) error {
	if w.seen[id] {
		return fmt.Errorf("page %d is used twice", id)
	}
	if depth > 64 {
		return errors.New("its pages form a circle")
	}
	at := id * w.pageSize
	head := w.data[at : at+pageHeaderSize]
	overflow := uint64(binary.NativeEndian.Uint32(head[12:]))
	for i := id; i <= id+overflow; i++ {
		w.seen[i] = true
	}
	if got := binary.NativeEndian.Uint64(head); got != id {
		return fmt.Errorf("page %d says that it is %d", id, got)
	}
	return w.elements(w.data[at:at+(overflow+1)*w.pageSize], in, depth)
}

// elements checks the elements of a page, which may be one inside a bucket's value.
func (w *walker) elements(p []byte, in span, depth int) error {
	flags := binary.NativeEndian.Uint16(p[8:])
	count := int(binary.NativeEndian.Uint16(p[10:]))
	if flags != flagBranch && flags != flagLeaf {
		return fmt.Errorf("a page has the unknown flags %#x", flags)
	}
	keys := make([][]byte, count)
	for i := range count {
		keys[i] = keyOf(p, flags, i)
		if !in.holds(keys[i]) || i > 0 && bytes.Compare(keys[i-1], keys[i]) >= 0 {
			return fmt.Errorf("the keys of a page are out of order at %q", keys[i])
		}
	}
	for i := range count {
		var err error
		if flags == flagBranch {
			below := span{bucket: in.bucket, low: keys[i], high: in.high}
			if i+1 < count {
				below.high = keys[i+1]
			}
			err = w.page(binary.NativeEndian.Uint64(p[pageHeaderSize+i*branchElement+8:]), below, depth+1)
		} else {
			err = w.leaf(p[pageHeaderSize+i*leafElement:], in.bucket, keys[i], depth)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keyOf is the key of a page's element.
func keyOf(p []byte, flags uint16, i int) []byte {
	if flags == flagBranch {
		e := p[pageHeaderSize+i*branchElement:]
		pos, size := binary.NativeEndian.Uint32(e), binary.NativeEndian.Uint32(e[4:])
		return e[pos : pos+size]
	}
	e := p[pageHeaderSize+i*leafElement:]
	pos, size := binary.NativeEndian.Uint32(e[4:]), binary.NativeEndian.Uint32(e[8:])
	return e[pos : pos+size]
}

// leaf checks one element of a leaf page: a value or a bucket.
func (w *walker) leaf(e []byte, bucket string, key []byte, depth int) error {
	from := binary.NativeEndian.Uint32(e[4:]) + binary.NativeEndian.Uint32(e[8:])
	value := e[from : from+binary.NativeEndian.Uint32(e[12:])]
	if binary.NativeEndian.Uint32(e)&flagBucket == 0 {
		if bucket == string(bucketMeta) {
			w.meta[string(key)] = string(value)
		}
		if bucket == string(bucketResources) || bucket == string(bucketDocs) {
			_, err := unseal(key, value)
			return err
		}
		return nil
	}
	w.buckets[string(key)] = true
	in := span{bucket: string(key)}
	root := binary.NativeEndian.Uint64(value)
	if root == 0 {
		return w.elements(value[bucketHeader:], in, depth+1)
	}
	return w.page(root, in, depth+1)
}
