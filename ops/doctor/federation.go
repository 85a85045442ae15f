package doctor

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/armrest"
)

// githubIssuer issues the tokens of GitHub's workflows
// (https://docs.github.com/actions/concepts/security/openid-connect).
const githubIssuer = "https://token.actions.githubusercontent.com"

// devopsSubjects is how subjects of Azure Pipelines' service connections look, by
// the start of their old and their new issuer. The new one issues tokens for others,
// too: only the subject tells that it is a service connection
// (https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity).
var devopsSubjects = map[string]*regexp.Regexp{
	"https://vstoken.dev.azure.com/":     regexp.MustCompile("^sc://[^/]+/[^/]+/[^/]+$"),
	"https://login.microsoftonline.com/": regexp.MustCompile("^/eid1/.+/sc/[^/]+/[^/]+$"),
}

// RunsIn is the pipelines' environment in which an identity's jobs run.
func RunsIn(use Use) string {
	return map[Use]string{Preview: "preview", Deploy: "production", Data: "data-administration"}[use]
}

// federation checks that an identity is logged in to by federated tokens alone, and by whose.
func (x *examination) federation(id identity) {
	name := "federation of " + string(id.use)
	x.vars["RUNS_IN"], x.vars["REPOSITORY"] = RunsIn(id.use), x.in.Getenv("REPOSITORY")
	if id.credentialsErr != nil {
		x.unreadable(name, remedyFederation, id.credentialsErr)
		return
	}
	var f findings
	if len(id.credentials) == 0 {
		f.add(remedyFederation, "no pipeline can log in as %s", id.name)
	}
	var subjects []string
	for _, c := range id.credentials {
		subjects = append(subjects, armdoc.Text(c, "subject"))
		remedy := strings.ReplaceAll(remedyUnfederate, "$CREDENTIAL", armdoc.Text(c, "id")) + "\n" + remedyFederation
		for _, fault := range x.distrusts(id, c) {
			f.add(remedy, "%s", fault)
		}
	}
	if missing := x.unanswered(id); missing != "" {
		f.add(remedyFederation, "%s", missing)
	}
	stored(&f, id)
	x.report(name, f, "%s", strings.Join(subjects, ", "))
}

// distrusts says what is wrong with the tokens that one credential lets in.
func (x *examination) distrusts(id identity, c map[string]any) []string {
	var faults []string
	issuer, subject := strings.TrimRight(armdoc.Text(c, "issuer"), "/"), armdoc.Text(c, "subject")
	if !slices.Contains(texts(c["audiences"]), armrest.ExchangeAudience) {
		faults = append(faults, fmt.Sprintf("the audience of %s is not %s", armdoc.Text(c, "name"), armrest.ExchangeAudience))
	}
	if issuer != githubIssuer {
		for start, looks := range devopsSubjects {
			if strings.HasPrefix(issuer, start) && looks.MatchString(subject) {
				return faults
			}
		}
		return append(faults, fmt.Sprintf("%s trusts tokens of %s for %s, which is neither GitHub nor a service connection of Azure Pipelines", id.name, issuer, subject))
	}
	repository, environment, ok := githubSubject(subject)
	switch {
	case !ok:
		return append(faults, fmt.Sprintf("%s lets in whatever runs as %s: only an environment can ask for approval first", id.name, subject))
	case environment != RunsIn(id.use):
		faults = append(faults, fmt.Sprintf("%s lets in what runs in the environment %s, and its jobs run in %s", id.name, environment, RunsIn(id.use)))
	}
	if x.repository == "" {
		x.repository = withoutIDs(repository)
	}
	if withoutIDs(repository) != x.repository {
		faults = append(faults, fmt.Sprintf("%s lets in what runs in the repository %s, and not only %s", id.name, withoutIDs(repository), x.repository))
	}
	return faults
}

// unanswered says that no credential takes the tokens of the repository that the
// variable REPOSITORY names; without it, or with credentials of Azure Pipelines
// alone, there is nothing to say.
func (x *examination) unanswered(id identity) string {
	wants := x.in.Getenv("REPOSITORY")
	github := false
	for _, c := range id.credentials {
		if repository, _, ok := githubSubject(armdoc.Text(c, "subject")); ok {
			if repository == wants {
				return ""
			}
			github = true
		}
	}
	if wants == "" || !github {
		return ""
	}
	return fmt.Sprintf("%s takes no token whose subject begins with repo:%s: (upper and lower case and ids count)", id.name, wants)
}

// githubSubject reads the subject of a job that runs in an environment; ok is
// false for any other (https://docs.github.com/actions/reference/security/oidc).
func githubSubject(subject string) (repository, environment string, ok bool) {
	rest, ok := strings.CutPrefix(subject, "repo:")
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, ":environment:")
}

// ids are the numbers that newer subjects carry behind the names of a repository's parts.
var ids = regexp.MustCompile("@[0-9]+")

// withoutIDs is a repository's name without ids: while one is exchanged for the other, both stand.
func withoutIDs(repository string) string { return ids.ReplaceAllString(repository, "") }

// stored reports secrets and certificates of an identity, on either of its two objects.
func stored(f *findings, id identity) {
	for _, held := range []struct {
		in     map[string]any
		kind   string
		remedy string
	}{
		{id.application, "passwordCredentials", remedySecretless},
		{id.application, "keyCredentials", remedyCertless},
		{id.servicePrincipal, "passwordCredentials", remedyPrincipalSecretless},
		{id.servicePrincipal, "keyCredentials", remedyPrincipalCertless},
	} {
		list, _ := held.in[held.kind].([]any)
		for _, s := range list {
			secret, _ := s.(map[string]any)
			f.add(strings.ReplaceAll(held.remedy, "$KEY_ID", armdoc.Text(secret, "keyId")), "%s has a stored secret (%s)", id.name, held.kind)
		}
	}
}
