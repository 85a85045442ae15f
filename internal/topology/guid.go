package topology

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
)

// guidSpace keeps our name-based GUIDs apart from everybody else's.
const guidSpace = "tandem-platform/tandem"

// GUID returns the GUID that belongs to the parts: the same parts in the same
// order always give the same one, other parts another one. It has the form of
// a version 5 UUID. Role assignments are named by it, since Azure wants a GUID
// there and a random one would make an assignment that exists look like a new
// one.
func GUID(parts ...string) string {
	h := sha1.New() // by RFC 9562; nothing secret depends on it
	write := func(s string) {
		var length [8]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(s)))
		h.Write(length[:])
		h.Write([]byte(s))
	}
	write(guidSpace)
	for _, part := range parts {
		write(part)
	}
	id := h.Sum(nil)[:16]
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	s := hex.EncodeToString(id)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
