package region

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// newLocks forbids deleting what holds data. A lock holds for everything that
// hangs on the locked resource, too (role assignments, connections, diagnostic
// settings), so each lock is made after the whole stamp and, on destroy, is the
// first to go.
func newLocks(ctx *pulumi.Context, name string, stamp pulumi.Resource, p *parts, made []pulumi.Resource) error {
	whole := pulumi.DependsOn(slices.Clone(made))
	for _, l := range []struct {
		noun  string
		scope pulumi.IDOutput
	}{
		{"vault", p.vault.resource.ID()},
		{"sql", p.sql.server.ID()},
		{"storage", p.storage.account.ID()},
	} {
		if _, err := authorization.NewManagementLockByScope(ctx, name+"-"+l.noun+"-lock", &authorization.ManagementLockByScopeArgs{
			LockName: pulumi.String(topology.LockName),
			Scope:    l.scope,
			Level:    pulumi.String("CanNotDelete"),
			Notes:    pulumi.String(topology.LockNotes),
		}, pulumi.Parent(stamp), whole); err != nil {
			return fmt.Errorf("lock on %s: %w", l.noun, err)
		}
	}
	return nil
}
