package rp

import "strconv"

// digits reports whether a string is a decimal number.
func digits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 32)
	return err == nil
}

// integer is the number that a string of digits stands for, 0 for others.
func integer(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// decimal writes a number.
func decimal(n int) string { return strconv.Itoa(n) }
