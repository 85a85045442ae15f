package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

func newGrantsCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "grants",
		Short: "Print the T-SQL that makes the database users of both stamps",
		Long: `Print the T-SQL that makes contained database users of both stamps' managed
identities. The data administrators run it once, inside the network. It is
idempotent.`,
		Example: "  go run ./cmd/tandem grants > grants.sql",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.grants(cmd.Context()) },
	}
}

func (a *app) grants(context.Context) error {
	all, err := settings.LoadDir(a.checkout)
	if err != nil {
		return err
	}
	g := all.Stacks[settings.GlobalStack]
	id := g.Identity()
	listener := id.Global().FailoverGroup + ".database.windows.net"
	var grants []system.Grant
	for _, stamp := range topology.Stamps() {
		grants = append(grants, system.Grant{Stamp: string(stamp), Identity: id.Stamp(stamp).Identity})
	}
	sql := system.GrantsSQL(listener, g.Global.Database, grants)
	return a.ui.answer("grants", map[string]any{"listener": listener, "database": g.Global.Database, "grants": grants, "sql": sql},
		func(w io.Writer) error {
			_, err := io.WriteString(w, sql)
			return err
		})
}
