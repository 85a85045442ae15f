// Package exempt reads exemptions from policy rules, and takes the violations
// that they accept out of a report.
//
// Exemptions stand in a YAML file that is checked in, a list of entries with
// exactly these keys: rule, resource (a URN, or stack/name), reason, owner and
// expires (a date, the last day on which the entry holds, in UTC, at most
// [MostDays] ahead).
package exempt
