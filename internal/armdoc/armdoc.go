// Package armdoc reads documents as ARM answers them, without a type for each.
package armdoc

// Lookup is the value under a path of member names, or nil where there is none.
func Lookup(doc map[string]any, path ...string) any {
	var v any = doc
	for _, name := range path {
		members, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = members[name]
	}
	return v
}

// Text is the text under a path of member names, or "" where there is none.
func Text(doc map[string]any, path ...string) string {
	s, _ := Lookup(doc, path...).(string)
	return s
}
