package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// document is the form of the written file. Package meta declares the reading
// side.
type document struct {
	Format    int                  `json:"format"`
	Source    string               `json:"source"`
	Resources map[string]described `json:"resources"`
	Functions map[string]function  `json:"functions"`
	Nodes     []node               `json:"nodes"`
}

type described struct {
	Type       string   `json:"type"`
	Version    string   `json:"version"`
	Path       string   `json:"path"`
	Auto       string   `json:"auto,omitempty"`
	Force      []string `json:"force,omitempty"`
	Required   []string `json:"required,omitempty"`
	Query      []string `json:"query,omitempty"`
	Location   bool     `json:"location,omitempty"`   // ARM demands a location
	Properties bool     `json:"properties,omitempty"` // ARM demands properties
	In         int      `json:"in"`
	Out        int      `json:"out"`
}

type node struct {
	Kind          string           `json:"k"`
	Fields        map[string]place `json:"f,omitempty"`
	Item          int              `json:"i,omitempty"`
	Choices       map[string]int   `json:"c,omitempty"`
	Discriminator string           `json:"d,omitempty"` // in ARM
	Selector      string           `json:"s,omitempty"` // the discriminator in the SDK
	Open          bool             `json:"a,omitempty"` // takes names that are not listed
}

type place struct {
	Path     string `json:"p,omitempty"` // in ARM, where it is not the SDK's name
	Node     int    `json:"n,omitempty"`
	Secret   bool   `json:"s,omitempty"` // Azure never shows it again
	ReadOnly bool   `json:"r,omitempty"`
	Drop     bool   `json:"d,omitempty"` // not in the body
}

// routes has a line for each resource type: token, the input that is named
// automatically, and the template of ids, with tabs between them.
func (d *document) routes() []byte {
	var out bytes.Buffer
	for _, token := range slices.Sorted(maps.Keys(d.Resources)) {
		fmt.Fprintf(&out, "%s\t%s\t%s\n", token, d.Resources[token].Auto, d.Resources[token].Path)
	}
	return out.Bytes()
}

func (m *mapper) pack() ([]byte, error) {
	raw, err := json.Marshal(m.doc)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
