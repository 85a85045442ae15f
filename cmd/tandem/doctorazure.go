package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/doctor"
	"github.com/tandem-platform/tandem/ops/system"
)

// examineAzure runs the checks of docs/deploy-to-azure.md.
func (a *app) examineAzure(ctx context.Context) []check {
	in := doctor.Input{Getenv: os.Getenv, Secrets: map[string]string{}}
	in.Settings, in.SettingsErr = settings.LoadDir(a.checkout)
	for _, stack := range system.ProductionTiers().Stacks() {
		// A file that cannot be read names none; that it cannot is a fault of the configuration.
		if provider, err := pulumi.SecretsProvider(filepath.Join(a.checkout, settings.FileName(stack))); err == nil {
			in.Secrets[stack] = provider
		}
	}
	arm, err := armrest.New(os.Getenv)
	if err == nil {
		in.Azure = patient{arm}
	}
	in.AzureErr = err
	var checks []check
	for _, c := range doctor.Examine(ctx, in) {
		checks = append(checks, check{Name: c.Name, OK: c.Status == doctor.OK, Status: c.Status, Found: c.Found, Remedy: c.Remedy})
	}
	return checks
}

// patient sees Azure as the doctor does: reading, within its time.
type patient struct{ *armrest.Client }

// reachWithin is how long the state backend may take to answer.
const reachWithin = 20 * time.Second

// ReadBlobs implements [doctor.Azure]
// (https://learn.microsoft.com/rest/api/storageservices/list-blobs).
func (p patient) ReadBlobs(ctx context.Context, container string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, reachWithin)
	defer cancel()
	token, err := p.Token(ctx, "https://storage.azure.com")
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, container+"?restype=container&comp=list&maxresults=1", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("x-ms-version", "2021-12-02")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s (%s)", container, resp.Status, resp.Header.Get("x-ms-error-code"))
	}
	return nil
}

func newDoctorRoleCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "role preview|deploy|environment",
		Short: "Print the custom role of one of the identities, as az role definition create takes it",
		Example: `  go run ./cmd/tandem doctor role deploy > role.json
  az role definition create --role-definition @role.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.printRole(doctor.Use(args[0])) },
	}
}

func (a *app) printRole(use doctor.Use) error {
	all, err := settings.LoadDir(a.checkout)
	if err != nil {
		return err
	}
	e, err := armrest.Read(os.Getenv)
	if err != nil {
		return &usageError{err}
	}
	if e.SubscriptionID == "" {
		return usagef("environment variable AZURE_SUBSCRIPTION_ID is not set: the role can be assigned in that subscription")
	}
	g := all.Stacks[settings.GlobalStack]
	role, ok := doctor.RoleFor(use, g.System, g.Environment, e.SubscriptionID)
	if !ok {
		return usagef("identity %q has no role of its own: use %s, %s or %s", use, doctor.Preview, doctor.Deploy, doctor.Environment)
	}
	return a.ui.answer("doctor role", map[string]any{"role": role}, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(role)
	})
}

func newDoctorConditionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "condition",
		Short:   "Print the condition under which the deploy role is assigned: which roles it may assign in turn",
		Example: `  az role assignment create ... --condition "$(go run ./cmd/tandem doctor condition)" --condition-version 2.0`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.ui.answer("doctor condition", map[string]any{"condition": doctor.Condition()}, func(w io.Writer) error {
				_, err := fmt.Fprintln(w, doctor.Condition())
				return err
			})
		},
	}
}
