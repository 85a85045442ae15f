// Package coverage says which rules of other rule sets ours cover.
//
// The data are YAML files in one folder: baselines.yaml lists, by source, the ids
// of the others' rules; every other file holds rows that say what became of each.
package coverage
