package system

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// DeletedVault is a soft-deleted key vault: its name stays taken until it is
// recovered or its retention ends.
type DeletedVault struct {
	Name      string `json:"name"`
	Location  string `json:"location"`
	PurgeDate string `json:"purgeDate"`
	VaultID   string `json:"vaultId"`
	// ID is that of the deleted vault, by which it is purged, unless it is protected.
	ID        string            `json:"-"`
	Protected bool              `json:"purgeProtection,omitempty"`
	Tags      map[string]string `json:"-"`
}

// SoftDeleted lists the subscription's soft-deleted vaults by name
// (https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-deleted).
func SoftDeleted(ctx context.Context, r Reader, subscription string) ([]DeletedVault, error) {
	items, err := r.List(ctx, "/subscriptions/"+subscription+"/providers/Microsoft.KeyVault/deletedVaults", apiVault)
	if err != nil {
		return nil, fmt.Errorf("soft-deleted vaults: %w", err)
	}
	vaults := []DeletedVault{}
	for _, item := range items {
		protected, _ := armdoc.Lookup(item, "properties", "purgeProtectionEnabled").(bool)
		vaults = append(vaults, DeletedVault{
			ID: armdoc.Text(item, "id"), Protected: protected, Tags: texts(armdoc.Lookup(item, "properties", "tags")),
			Name: armdoc.Text(item, "name"), Location: armdoc.Text(item, "properties", "location"),
			PurgeDate: armdoc.Text(item, "properties", "scheduledPurgeDate"), VaultID: armdoc.Text(item, "properties", "vaultId"),
		})
	}
	sort.Slice(vaults, func(i, j int) bool { return vaults[i].Name < vaults[j].Name })
	return vaults, nil
}

// texts are the entries of an object that are texts.
func texts(object any) map[string]string {
	all := map[string]string{}
	entries, _ := object.(map[string]any)
	for name, value := range entries {
		if s, ok := value.(string); ok {
			all[name] = s
		}
	}
	return all
}

// Purge removes a soft-deleted vault for good, so that its name is free again
// (https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/purge-deleted).
func Purge(ctx context.Context, p Poster, v DeletedVault) error {
	if err := p.Post(ctx, v.ID+"/purge", apiVault, nil); err != nil {
		return fmt.Errorf("purge of vault %s: %w", v.Name, err)
	}
	return nil
}

// Poster calls ARM's actions.
type Poster interface {
	Post(ctx context.Context, id, apiVersion string, body map[string]any) error
}

// VaultTakenError says that vaults cannot be created, since soft-deleted ones
// keep their names.
type VaultTakenError struct{ Vaults []DeletedVault }

// Error names the vaults and the two ways out.
func (e *VaultTakenError) Error() string {
	var b strings.Builder
	b.WriteString("soft-deleted vaults keep the names that this generation needs; nothing was changed")
	for _, v := range e.Vaults {
		fmt.Fprintf(&b, "\n  vault %s in %s, until %s", v.Name, v.Location, v.PurgeDate)
	}
	b.WriteString("\n  either recover them:")
	for _, v := range e.Vaults {
		fmt.Fprintf(&b, "\n    az keyvault recover --name %s --location %s", v.Name, v.Location)
	}
	b.WriteString("\n  (into their resource groups, made again; then take them into the state with pulumi import),")
	b.WriteString("\n  or start the next generation: raise tandem:generation in all three stack files")
	return b.String()
}

// CheckVaults refuses a deployment whose vaults' names are held by soft-deleted
// vaults. The error is a [*VaultTakenError].
func CheckVaults(ctx context.Context, r Reader, subscription string, l Layout) error {
	deleted, err := SoftDeleted(ctx, r, subscription)
	if err != nil {
		return err
	}
	var taken []DeletedVault
	for _, v := range deleted {
		for _, st := range l.Stamps {
			if strings.EqualFold(v.Name, st.Vault[strings.LastIndex(st.Vault, "/")+1:]) {
				taken = append(taken, v)
			}
		}
	}
	if len(taken) > 0 {
		return &VaultTakenError{Vaults: taken}
	}
	return nil
}
