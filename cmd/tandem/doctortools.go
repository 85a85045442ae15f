package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"time"

	"golang.org/x/mod/semver"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// tool is somebody else's command that docs/deploy-to-azure.md uses.
type tool struct {
	name    string
	command []string // that prints the version
	least   string   // version, as semver writes it
	remedy  string
}

// guideTools are the commands that every step of docs/deploy-to-azure.md may use. The
// command itself works without them: a pipeline logs in by itself.
var guideTools = []tool{
	{"Azure CLI", []string{"az", "version", "--query", `"azure-cli"`, "--output", "tsv"}, "v2.60.0",
		"install the Azure CLI 2.60 or newer: https://learn.microsoft.com/cli/azure/install-azure-cli"},
	{"Pulumi CLI", []string{"pulumi", "version"}, pulumi.MinimumVersion,
		"install the Pulumi CLI " + pulumi.MinimumVersion[1:] + " or newer: https://www.pulumi.com/docs/install/"},
}

// answersWithin is how long a tool may take to say its version.
const answersWithin = 30 * time.Second

var versionPattern = regexp.MustCompile(`\d+\.\d+\.\d+\S*`)

func checkTool(ctx context.Context, t tool) check {
	c := check{Name: t.name, Optional: true, Remedy: t.remedy}
	ctx, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	out, err := exec.CommandContext(ctx, t.command[0], t.command[1:]...).Output()
	if err != nil {
		c.Found = fmt.Sprintf("%s cannot be run: %v", t.command[0], err)
		return c
	}
	version := "v" + versionPattern.FindString(string(out))
	c.OK, c.Found = semver.Compare(version, t.least) >= 0, t.command[0]+" "+version[1:]
	if !semver.IsValid(version) {
		c.OK, c.Found = false, t.command[0]+" does not say its version"
	}
	return c
}
