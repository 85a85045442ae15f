package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// formatName and formatVersion stand in the file's meta bucket.
const (
	formatName    = "azure-sandbox-state"
	formatVersion = 1
)

// lockWait is how long Open waits for another process to let go of the file.
const lockWait = 200 * time.Millisecond

var (
	bucketMeta      = []byte("meta")
	bucketResources = []byte("resources")
	bucketDocs      = []byte("docs")
	keyFormat       = []byte("format")
	keyVersion      = []byte("version")
)

// file is the state on disk. Each value begins with a checksum over its key
// and itself; bbolt's own structure is checked when the file is opened.
type file struct {
	path string
	db   *bbolt.DB
}

// openFile opens or makes the file, checks all of it and reads it into mem.
func openFile(path string, mem *memory) (f *file, err error) {
	err = withFaults(func() error {
		f, err = openChecked(path)
		if err != nil {
			return err
		}
		if err := f.load(mem); err != nil {
			return errors.Join(err, f.close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func openChecked(path string) (*file, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		err := writeWhole(path, newMemory(), false)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("create state file %s: %w: check that its folder exists and has room", path, err)
		}
	}
	if err := checkForeign(path); err != nil {
		return nil, err
	}
	if err := checkUnderLock(path); err != nil {
		return nil, err
	}
	db, err := openBolt(path)
	if err != nil {
		return nil, err
	}
	return &file{path: path, db: db}, nil
}

func boltOptions() *bbolt.Options {
	return &bbolt.Options{
		Timeout:        lockWait,
		NoSync:         true,
		NoFreelistSync: true,
		FreelistType:   bbolt.FreelistMapType,
		NoStatistics:   true,
	}
}

func openBolt(path string) (db *bbolt.DB, err error) {
	options := boltOptions()
	var opened *os.File
	options.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, mode)
		opened = f
		return f, err
	}
	defer func() {
		if r := recover(); r != nil { // and let go of bbolt's lock
			err = errors.Join(damaged(path, fmt.Errorf("%v", r)), opened.Close())
		}
	}()
	db, err = bbolt.Open(path, 0o600, options)
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, locked(path)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum):
		return nil, damaged(path, err)
	}
	return nil, fmt.Errorf("open state file %s: %w", path, err)
}

// load reads everything into mem and checks every value.
func (f *file) load(mem *memory) (err error) {
	defer recoverDamage(f.path, &err)
	return f.db.View(func(btx *bbolt.Tx) error {
		err := btx.Bucket(bucketResources).ForEach(func(k, v []byte) error {
			raw, err := unseal(k, v)
			if err != nil {
				return damaged(f.path, err)
			}
			var r Resource
			if err := json.Unmarshal(raw, &r); err != nil {
				return damaged(f.path, fmt.Errorf("resource %s: %w", k, err))
			}
			mem.set(string(k), &r)
			return nil
		})
		if err != nil {
			return err
		}
		return btx.Bucket(bucketDocs).ForEach(func(k, v []byte) error {
			raw, err := unseal(k, v)
			if err != nil {
				return damaged(f.path, err)
			}
			bucket, key, ok := strings.Cut(string(k), "\x00")
			if !ok {
				return damaged(f.path, fmt.Errorf("document key %q has no bucket", k))
			}
			mem.setDoc(bucket, key, append([]byte(nil), raw...))
			return nil
		})
	})
}

// write commits what changed. bbolt's commit is atomic: when it fails, the
// file still holds the transaction before.
func (f *file) write(mem *memory, changed map[change]struct{}) error {
	err := f.db.Update(func(btx *bbolt.Tx) error {
		resources, docs := btx.Bucket(bucketResources), btx.Bucket(bucketDocs)
		for c := range changed {
			if err := writeOne(resources, docs, mem, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write state file %s: %w: make room on the disk; the file holds the last acknowledged write", f.path, err)
	}
	return nil
}

func writeOne(resources, docs *bbolt.Bucket, mem *memory, c change) error {
	if c.bucket != "" {
		k := []byte(c.bucket + "\x00" + c.key)
		raw, ok := mem.docs[c.bucket][c.key]
		if !ok {
			return docs.Delete(k)
		}
		return docs.Put(k, seal(k, raw))
	}
	k := []byte(c.key)
	r, ok := mem.resources[c.key]
	if !ok {
		return resources.Delete(k)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode %s: %w", r.ID, err)
	}
	return resources.Put(k, seal(k, raw))
}

func (f *file) close() error {
	if err := f.db.Close(); err != nil {
		return fmt.Errorf("close state file %s: %w", f.path, err)
	}
	return nil
}

// writeWhole makes a new file that holds mem, complete or not at all. Without
// replace an existing file wins.
func writeWhole(path string, mem *memory, replace bool) (err error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".state-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	tmp := filepath.Join(dir, "new")
	db, err := bbolt.Open(tmp, 0o600, boltOptions())
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(func(btx *bbolt.Tx) error { return fill(btx, mem) }), db.Close()); err != nil {
		return err
	}
	if replace {
		return os.Rename(tmp, path)
	}
	return os.Link(tmp, path)
}

func fill(btx *bbolt.Tx, mem *memory) error {
	meta, err := btx.CreateBucketIfNotExists(bucketMeta)
	if err != nil {
		return err
	}
	resources, err := btx.CreateBucketIfNotExists(bucketResources)
	if err != nil {
		return err
	}
	docs, err := btx.CreateBucketIfNotExists(bucketDocs)
	if err != nil {
		return err
	}
	errs := []error{
		meta.Put(keyFormat, []byte(formatName)),
		meta.Put(keyVersion, []byte(strconv.Itoa(formatVersion))),
	}
	for k := range mem.resources {
		errs = append(errs, writeOne(resources, docs, mem, change{key: k}))
	}
	for b, keys := range mem.docs {
		for k := range keys {
			errs = append(errs, writeOne(resources, docs, mem, change{bucket: b, key: k}))
		}
	}
	return errors.Join(errs...)
}

func seal(key, raw []byte) []byte {
	out := make([]byte, 4, 4+len(raw))
	binary.LittleEndian.PutUint32(out, sum(key, raw))
	return append(out, raw...)
}

func unseal(key, v []byte) ([]byte, error) {
	if len(v) < 4 || binary.LittleEndian.Uint32(v) != sum(key, v[4:]) {
		return nil, fmt.Errorf("the value of %q does not match its checksum", key)
	}
	return v[4:], nil
}

func sum(key, raw []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(key), crc32.IEEETable, raw)
}
