package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/sql/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const sqlGroupType = "tandem:global:SQLGroup"

// SQLGroup is the database on both servers and the failover group over it.
type SQLGroup struct {
	pulumi.ResourceState

	ID        pulumi.StringOutput // of the group, on the anchor's server
	Name      pulumi.StringOutput
	Listener  pulumi.StringOutput // host name that always leads to the primary
	Databases map[topology.Stamp]*sql.Database
}

// sqlGroup builds a [SQLGroup].
type sqlGroup struct {
	*SQLGroup
	ctx    *pulumi.Context
	name   string
	args   *Args
	frozen bool
}

// NewSQLGroup makes the database pair, its backup retention on both sides and the
// failover group.
//
// The group lives on the anchor's server, and Azure takes changes of the group and
// of both databases by way of the primary only. While the primary is the other
// server, all three are frozen: every input is ignored. The read-only
// endpoint's target server is not an input of the API version in use (2021-11-01): there the
// partner is the target. Later versions demand it by name.
func NewSQLGroup(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*SQLGroup, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	b := &sqlGroup{
		SQLGroup: &SQLGroup{Databases: map[topology.Stamp]*sql.Database{}},
		ctx:      ctx, name: name, args: args, frozen: topology.Frozen(args.Roles, args.Anchor),
	}
	if err := ctx.RegisterComponentResource(sqlGroupType, name, b.SQLGroup, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	for _, step := range []func() error{b.addDatabases, b.addRetention, b.addGroup} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.SQLGroup, ctx.RegisterResourceOutputs(b.SQLGroup, pulumi.Map{
		"id": b.ID, "groupName": b.Name, "listener": b.Listener,
	})
}

// keep are the options of what holds data.
func (b *sqlGroup) keep(args pulumi.Input, more ...pulumi.ResourceOption) []pulumi.ResourceOption {
	opts := append([]pulumi.ResourceOption{pulumi.Parent(b.SQLGroup), pulumi.Protect(b.args.Protected)}, more...)
	if b.frozen {
		opts = append(opts, pulumi.IgnoreChanges(everyInput(args)))
	}
	return opts
}

// everyInput names all inputs that a resource with such arguments can have, not
// only those that are set: a refresh may have found more.
func everyInput(args pulumi.Input) []string {
	t := args.ElementType()
	names := make([]string, 0, t.NumField())
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("pulumi"))
	}
	return names
}

// addDatabases makes the primary on the anchor's server and its secondary on the peer's.
func (b *sqlGroup) addDatabases() error {
	anchor, peer := b.args.Anchor, b.args.Anchor.Peer()
	if err := b.addDatabase(anchor, nil); err != nil {
		return err
	}
	return b.addDatabase(peer, b.Databases[anchor])
}

func (b *sqlGroup) addDatabase(s topology.Stamp, source *sql.Database) error {
	size, err := topology.ParseSQLSize(b.args.Database.SKU)
	if err != nil {
		return fmt.Errorf("global: Database.SKU %w", err)
	}
	in := b.args.Stamps[s]
	args := &sql.DatabaseArgs{
		ResourceGroupName: in.ResourceGroup,
		ServerName:        in.SQLName,
		DatabaseName:      pulumi.String(b.args.Database.Name),
		Location:          pulumi.String(in.Location),
		Sku: sql.SkuArgs{
			Name: pulumi.String(size.Name), Tier: pulumi.String(size.Tier),
			Family: pulumi.String(size.Family), Capacity: pulumi.Int(size.Capacity),
		},
		ZoneRedundant:                    pulumi.Bool(b.args.Database.Zones),
		RequestedBackupStorageRedundancy: pulumi.String(b.args.backupRedundancy()),
		ReadScale:                        pulumi.String(size.ReadScale()),
		Tags:                             pulumi.ToStringMap(b.args.tags()),
	}
	if source != nil {
		args.CreateMode = pulumi.String("Secondary")
		args.SourceDatabaseId = source.ID().ToStringOutput()
	}
	name := b.name + "-" + s.String() + "-database"
	database, err := sql.NewDatabase(b.ctx, name, args, b.keep(args)...)
	if err != nil {
		return fmt.Errorf("database on stamp %s's server: %w", s, err)
	}
	b.Databases[s] = database
	return sendLogs(b.ctx, name+"-logs", database.ID().ToStringOutput(), in, pulumi.Parent(b.SQLGroup))
}

// addRetention keeps backups equally long on both sides: retention does not replicate.
func (b *sqlGroup) addRetention() error {
	days := 7
	if b.args.Production {
		days = 35
	}
	for _, s := range topology.Stamps() {
		in, database := b.args.Stamps[s], b.Databases[s]
		_, err := sql.NewBackupShortTermRetentionPolicy(b.ctx, b.name+"-"+s.String()+"-short-retention",
			&sql.BackupShortTermRetentionPolicyArgs{
				ResourceGroupName: in.ResourceGroup, ServerName: in.SQLName, DatabaseName: database.Name,
				PolicyName:                pulumi.String("default"),
				RetentionDays:             pulumi.Int(days),
				DiffBackupIntervalInHours: pulumi.Int(12),
			}, pulumi.Parent(b.SQLGroup))
		if err != nil {
			return fmt.Errorf("backup retention on stamp %s's server: %w", s, err)
		}
		weekly, monthly, yearly := "PT0S", "PT0S", "PT0S"
		if b.args.Production {
			weekly, monthly, yearly = "P5W", "P12M", "P5Y"
		}
		_, err = sql.NewLongTermRetentionPolicy(b.ctx, b.name+"-"+s.String()+"-long-retention",
			&sql.LongTermRetentionPolicyArgs{
				ResourceGroupName: in.ResourceGroup, ServerName: in.SQLName, DatabaseName: database.Name,
				PolicyName:       pulumi.String("default"),
				WeeklyRetention:  pulumi.String(weekly),
				MonthlyRetention: pulumi.String(monthly),
				YearlyRetention:  pulumi.String(yearly),
				WeekOfYear:       pulumi.Int(1),
			}, pulumi.Parent(b.SQLGroup))
		if err != nil {
			return fmt.Errorf("long-term backup retention on stamp %s's server: %w", s, err)
		}
	}
	return nil
}

// addGroup makes the failover group once both databases exist.
func (b *sqlGroup) addGroup() error {
	anchor, peer := b.args.Anchor, b.args.Anchor.Peer()
	in := b.args.Stamps[anchor]
	args := &sql.FailoverGroupArgs{
		ResourceGroupName: in.ResourceGroup,
		ServerName:        in.SQLName,
		FailoverGroupName: pulumi.String(b.args.identity().Global().FailoverGroup),
		PartnerServers:    sql.PartnerInfoArray{sql.PartnerInfoArgs{Id: b.args.Stamps[peer].SQLID}},
		Databases:         pulumi.StringArray{b.Databases[anchor].ID().ToStringOutput()},
		ReadWriteEndpoint: sql.FailoverGroupReadWriteEndpointArgs{FailoverPolicy: pulumi.String("Manual")},
		ReadOnlyEndpoint:  sql.FailoverGroupReadOnlyEndpointArgs{FailoverPolicy: pulumi.String("Disabled")},
		Tags:              pulumi.ToStringMap(b.args.tags()),
	}
	group, err := sql.NewFailoverGroup(b.ctx, b.name+"-failover-group", args,
		b.keep(args, pulumi.DependsOn([]pulumi.Resource{b.Databases[peer]}))...)
	if err != nil {
		return fmt.Errorf("failover group: %w", err)
	}
	b.ID, b.Name = group.ID().ToStringOutput(), group.Name
	b.Listener = pulumi.All(group.Name, in.SQLHost).ApplyT(func(v []any) (string, error) {
		return topology.Listener(v[0].(string), v[1].(string))
	}).(pulumi.StringOutput)
	return nil
}

// backupRedundancy is where backups are kept: in another region, too, if they matter.
func (a *Args) backupRedundancy() string {
	if a.Production {
		return "Geo"
	}
	return "Local"
}
