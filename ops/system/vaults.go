package system

import (
	"context"
	"fmt"
	"sort"
	"strings"
)

// DeletedVault is a soft-deleted key vault: its name stays taken until it is
// recovered or its retention ends.
type DeletedVault struct {
	Name      string `json:"name"`
	Location  string `json:"location"`
	PurgeDate string `json:"purgeDate"`
	VaultID   string `json:"vaultId"`
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
		vaults = append(vaults, DeletedVault{
			Name: text(item, "name"), Location: text(item, "properties", "location"),
			PurgeDate: text(item, "properties", "scheduledPurgeDate"), VaultID: text(item, "properties", "vaultId"),
		})
	}
	sort.Slice(vaults, func(i, j int) bool { return vaults[i].Name < vaults[j].Name })
	return vaults, nil
}

// VaultConflicts says which of the layout's vaults cannot be created because a
// soft-deleted vault has their name, with the two ways out.
func VaultConflicts(s Layout, live func(id string) bool, deleted []DeletedVault) []Refusal {
	var refusals []Refusal
	for _, st := range s.Stamps {
		for _, v := range deleted {
			if strings.EqualFold(v.VaultID, st.Vault) && !live(st.Vault) {
				refusals = append(refusals, Refusal{
					Stack: st.Stamp, Check: "vault name",
					Evidence: fmt.Sprintf("vault %s is soft-deleted in %s until %s and keeps its name", v.Name, v.Location, v.PurgeDate),
					Fix: fmt.Sprintf("recover it (az keyvault recover --name %s --location %s), or start the next generation (raise tandem:generation in all stack files)",
						v.Name, v.Location),
				})
			}
		}
	}
	return refusals
}
