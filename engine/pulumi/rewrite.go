package pulumi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// unreadMark is the initialization error that marks a resource which was taken
// into the state without its properties. It goes away when the resource is
// read. Should that be prevented, the engine, too, sees that the resource is
// not as it should be.
const unreadMark = "its create was interrupted; its properties have not been read yet"

// unread lists the resources that bear the mark.
func (d *Deployment) unread() []string {
	var urns []string
	for _, r := range d.Resources {
		for _, fault := range r.InitErrors {
			if fault == unreadMark {
				urns = append(urns, r.URN)
			}
		}
	}
	return urns
}

// rewrite takes settled operations out of a stack's state and the resources of
// those that happened into it, by the CLI's import.
func (w *Workspace) rewrite(ctx context.Context, stack string, settled []settlement) error {
	exported, err := w.exported(ctx, stack)
	if err != nil {
		return err
	}
	rewritten, err := adopt(exported, settled)
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(w.Home, ".recover-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(rewritten)
	if err := errors.Join(err, draft.Close()); err != nil {
		return fmt.Errorf("write %s: %w", draft.Name(), err)
	}
	name, err := filepath.Abs(draft.Name())
	if err != nil {
		return err
	}
	_, err = w.output(ctx, "stack", "import", "--stack", stack, "--file", name)
	return err
}

// adopt edits an exported state: no operation stays pending, and the resources
// of creates that happened are added under their ids, marked as unread. What
// the export holds beside stays as it is.
func adopt(exported []byte, settled []settlement) ([]byte, error) {
	ids := map[string]string{}
	for _, s := range settled {
		if s.ID != "" {
			ids[s.URN] = s.ID
		}
	}
	var file, deployment map[string]json.RawMessage
	if err := json.Unmarshal(exported, &file); err != nil {
		return nil, fmt.Errorf("read the exported state: %w", err)
	}
	if err := json.Unmarshal(file["deployment"], &deployment); err != nil {
		return nil, fmt.Errorf("read the exported state: %w", err)
	}
	var (
		resources []json.RawMessage
		pending   []struct {
			Type     string         `json:"type"`
			Resource map[string]any `json:"resource"`
		}
	)
	if raw, ok := deployment["resources"]; ok {
		if err := json.Unmarshal(raw, &resources); err != nil {
			return nil, fmt.Errorf("read the exported resources: %w", err)
		}
	}
	if raw, ok := deployment["pending_operations"]; ok {
		if err := json.Unmarshal(raw, &pending); err != nil {
			return nil, fmt.Errorf("read the exported operations: %w", err)
		}
	}
	for _, operation := range pending {
		urn, _ := operation.Resource["urn"].(string)
		id, created := ids[urn]
		if !created || operation.Type != "creating" {
			continue
		}
		operation.Resource["id"] = id
		operation.Resource["initErrors"] = []string{unreadMark}
		raw, err := json.Marshal(operation.Resource)
		if err != nil {
			return nil, fmt.Errorf("take over %s: %w", urn, err)
		}
		resources = append(resources, raw)
	}
	delete(deployment, "pending_operations")
	var err error
	if deployment["resources"], err = json.Marshal(resources); err != nil {
		return nil, err
	}
	if file["deployment"], err = json.Marshal(deployment); err != nil {
		return nil, err
	}
	return json.Marshal(file)
}
