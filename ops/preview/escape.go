package preview

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// What stands in a report was written by whoever wrote the change: names, values
// and messages must not be able to become markup, mentions or control
// sequences. Each way of writing has a function here, and templates write nothing
// that has not gone through one.

// longestWord is how many characters of a name, a path or a sentence are shown.
const longestWord = 400

// visible shows characters that do not print (control characters, among them
// those that steer terminals, and characters that hide or turn text around)
// as escapes, and ends of lines as spaces.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, escaped(text, false))
}

// escaped writes what does not print as \u{...}; ends of lines stay, and with
// tabs those, too.
func escaped(text string, tabs bool) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n', r == '\r' && !tabs, r == '\t', unicode.IsPrint(r):
			b.WriteRune(r)
		case r == '\r':
		default:
			fmt.Fprintf(&b, `\u{%x}`, r)
		}
	}
	return b.String()
}

// cut shortens a text and says by how much.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d more characters)", string(runes[:most]), len(runes)-most)
}

// line is a text on one line of a terminal.
func line(text string) string { return visible(text) }

// span is inline code of Markdown, whatever the text holds. It is not for cells of
// tables, in which a bar ends the cell even inside code.
func span(text string) string {
	text = visible(cut(text, longestWord))
	if strings.TrimSpace(text) == "" {
		return "(empty)"
	}
	ticks := "`"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	if len(ticks) > 1 || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		return ticks + " " + text + " " + ticks
	}
	return ticks + text + ticks
}

// box is code in a cell of a table or in a summary. GitHub links no mention inside.
func box(text string) string {
	text = visible(cut(text, longestWord))
	if strings.TrimSpace(text) == "" {
		return "(empty)"
	}
	return "<code>" + entities(text) + "</code>"
}

// prose is text that is read as text only: no markup, no links, and neither
// mentions nor references to issues, which GitHub makes of the text after it has
// been rendered, so that a character without width has to part them.
func prose(text string) string {
	return parted.Replace(entities(visible(cut(text, longestWord))))
}

// parted puts a character without width behind what begins a mention or a reference.
var parted = strings.NewReplacer("&#64;", "&#64;&#8203;", "&#35;", "&#35;&#8203;", "GH-", "GH-&#8203;")

// markup are the characters that Markdown, its tables, GitHub's mathematics or HTML
// give a meaning.
const markup = "&<>\\`*_[]{}|~#@!$^="

// marker is how an item of a list begins.
var marker = regexp.MustCompile(`^\s*(?:[+-]|[0-9]+[.)])`)

// entities writes every character of meaning as a numeric entity, which no parser
// of Markdown takes for structure (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
func entities(text string) string {
	var b strings.Builder
	lists := marker.FindStringIndex(text)
	for i, r := range text {
		begins := lists != nil && i == lists[1]-1
		links := r == ':' && strings.HasPrefix(text[i:], "://") || r == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www")
		if strings.ContainsRune(markup, r) || begins || links {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// block is a text of several lines as a block of code, behind a fence that the
// text cannot close.
func block(text string, most int) string {
	text = cut(strings.TrimSpace(escaped(text, true)), most)
	fence := "~~~~"
	for strings.Contains(text, fence) {
		fence += "~"
	}
	return fence + "\n" + text + "\n" + fence
}

// argument is a word of a shell command.
func argument(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./,:@%+~^", r)
	}
	if word != "" && word[0] != '~' && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
