package settings

import (
	"slices"
	"strings"
)

// maxTypos is how many letters a word may differ in and still be taken for a
// misspelling of another.
const maxTypos = 3

// closest returns the candidate that a misspelt word most likely means, or
// false if none is near.
func closest(word string, candidates []string) (string, bool) {
	best, distance := "", min(maxTypos, len(word)/2)+1
	for _, c := range candidates {
		if d := typos(strings.ToLower(word), strings.ToLower(c)); d < distance {
			best, distance = c, d
		}
	}
	return best, best != ""
}

// typos counts the letters to insert, delete or replace to make b of a.
func typos(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// oneOf returns the remedy for a word that should be one of the candidates.
func oneOf(word string, candidates []string) string {
	if c, ok := closest(word, candidates); ok {
		return "did you mean " + c + "?"
	}
	sorted := slices.Clone(candidates)
	slices.Sort(sorted)
	return "use one of " + strings.Join(sorted, ", ")
}
