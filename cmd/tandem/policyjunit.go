package main

import (
	"fmt"
	"io"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/tandem-platform/tandem/policy/rule"
)

// writeJUnit writes the judgement as JUnit XML: a suite for each service, and in
// it a case for each violation, and one for each rule that has none. What is
// advisory passes with a note, since such a case must not fail a pipeline; what
// is exempted, not yet known or not judged is skipped.
func (j *judgement) writeJUnit(w io.Writer) error {
	cases := map[*rule.Rule][]junit.Testcase{}
	add := func(f rule.Finding, c junit.Testcase) {
		c.Name = f.Rule.ID + " " + resourceName(f.Resource)
		if f.Path != "" {
			c.Name += " " + f.Path
		}
		cases[f.Rule] = append(cases[f.Rule], c)
	}
	for _, f := range j.report.Violations {
		text := fmt.Sprintf("%s\nfix: %s\npage: %s\nurn: %s", sentence(f), f.Rule.Fix, f.Rule.Page(), f.Resource.URN)
		if j.set.Level(f.Rule) == rule.Mandatory {
			add(f, junit.Testcase{Failure: &junit.Result{Message: sentence(f), Type: string(f.Rule.Severity), Data: text}})
		} else {
			add(f, junit.Testcase{SystemOut: &junit.Output{Data: "advisory: " + text}})
		}
	}
	skipped := func(message string) junit.Testcase { return junit.Testcase{Skipped: &junit.Result{Message: message}} }
	for _, u := range j.uses {
		for _, f := range u.Findings {
			add(f, skipped("exempted: "+u.Entry.Reason))
		}
	}
	for _, f := range j.report.NotYetKnown {
		add(f, skipped("not yet known"))
	}
	for _, r := range j.report.NotJudged {
		c := skipped("not judged: it needs all stacks of the system")
		c.Name = r.ID + " " + r.Title
		cases[r] = append(cases[r], c)
	}
	suites := junit.Testsuites{Name: "tandem policy check"}
	for i, service := range services(j.rules) {
		suite := junit.Testsuite{Name: service, ID: i, Time: "0"}
		for _, r := range j.rules {
			if serviceOf(r) != service {
				continue
			}
			if cases[r] == nil {
				cases[r] = []junit.Testcase{{Name: r.ID + " " + r.Title}}
			}
			for _, c := range cases[r] {
				c.Classname = "policy." + service
				suite.AddTestcase(c)
			}
		}
		suites.AddSuite(suite)
	}
	if _, err := io.WriteString(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"); err != nil {
		return err
	}
	return suites.WriteXML(w)
}
