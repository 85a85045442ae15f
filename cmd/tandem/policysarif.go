package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/rule"
)

// sarifLevels are the levels as SARIF calls them.
var sarifLevels = map[rule.Level]string{rule.Mandatory: sarif.LevelError, rule.Advisory: sarif.LevelWarning}

// scores rank severities as code scanning does.
var scores = map[rule.Severity]string{rule.Critical: "9.5", rule.High: "8.0", rule.Medium: "5.0", rule.Low: "2.0"}

// writeSARIF writes the judgement as SARIF 2.1.0. An exempted violation is a
// suppressed result, a value that is not yet known an open one.
func (j *judgement) writeSARIF(w io.Writer) error {
	run := sarif.NewRunWithInformationURI("tandem", repository)
	for _, r := range j.rules {
		describeRule(run.AddRule(r.ID), r, j.set.Level(r))
	}
	for _, f := range j.report.Violations {
		j.result(run, f, sentence(f)).WithLevel(sarifLevels[j.set.Level(f.Rule)]).WithKind("fail")
	}
	for _, u := range j.uses {
		for _, f := range u.Findings {
			j.result(run, f, sentence(f)).WithLevel(sarifLevels[j.set.Level(f.Rule)]).WithKind("fail").
				WithSuppressions([]*sarif.Suppression{suppression(u.Entry)})
		}
	}
	for _, f := range j.report.NotYetKnown {
		j.result(run, f, fmt.Sprintf("%s %s is not yet known", resourceName(f.Resource), f.Path)).WithLevel(sarif.LevelNone).WithKind("open")
	}
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
	for _, r := range j.report.NotJudged {
		text := fmt.Sprintf("%s is not judged: it needs all stacks of the system", r.ID)
		invocation.AddToolExecutionNotification(sarif.NewNotification().WithLevel(sarif.LevelNote).WithMessage(sarif.NewTextMessage(text)))
	}
	run.AddInvocation(invocation)
	report := sarif.NewReport()
	report.AddRun(run)
	return report.PrettyWrite(w)
}

func describeRule(d *sarif.ReportingDescriptor, r *rule.Rule, level rule.Level) {
	text := func(s string) *sarif.MultiformatMessageString { return sarif.NewMultiformatMessageString().WithText(s) }
	page := repository + "/blob/main/" + r.Page()
	tags := []string{"security"}
	for _, c := range r.Controls {
		tags = append(tags, c.Framework+" "+c.ID)
	}
	properties := sarif.NewPropertyBag().WithTags(tags).Add("severity", string(r.Severity)).Add("security-severity", scores[r.Severity])
	d.WithShortDescription(text(r.Title)).WithFullDescription(text(r.Why)).WithHelpURI(page).WithProperties(properties).
		WithHelp(text(r.Fix).WithMarkdown(fmt.Sprintf("%s\n\n[%s](%s)", r.Fix, r.ID, page))).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevels[level]))
}

// result adds a finding to the run, at the place of its resource in its file.
func (j *judgement) result(run *sarif.Run, f rule.Finding, text string) *sarif.Result {
	file := j.fileOf(f.Resource)
	place := sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(uri(file.name))).
		WithRegion(sarif.NewRegion().WithStartLine(file.line(f.Resource)))
	name := sarif.NewLogicalLocation().WithFullyQualifiedName(f.Resource.URN).WithName(f.Resource.Name).WithKind("resource")
	location := sarif.NewLocationWithPhysicalLocation(place).WithLogicalLocations([]*sarif.LogicalLocation{name})
	sum := sha256.Sum256([]byte(f.Rule.ID + "\n" + f.Resource.URN + "\n" + f.Path))
	return run.CreateResultForRule(f.Rule.ID).WithMessage(sarif.NewTextMessage(text)).AddLocation(location).
		WithPartialFingerprints(map[string]string{"violation/v1": hex.EncodeToString(sum[:16])})
}

func suppression(e *exempt.Entry) *sarif.Suppression {
	return sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(e.Reason + " (" + e.Owner + ")")
}

// uri is the address of a file, relative where the file's name is.
func uri(name string) string {
	path := filepath.ToSlash(name)
	if filepath.IsAbs(name) {
		return (&url.URL{Scheme: "file", Path: path}).String()
	}
	return (&url.URL{Path: strings.TrimPrefix(path, "./")}).EscapedPath()
}
