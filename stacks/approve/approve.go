// Package approve carries out what Tandem's program does to Azure by itself:
// it approves the edge's private links, waits for web apps, and
// reads the failover group's role.
package approve

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/topology"
)

// API versions of the resources that are read and written here.
const (
	webVersion     = "2022-09-01"
	storageVersion = "2022-09-01"
	sqlVersion     = "2021-11-01"
)

// How long to wait, and how often to look.
const (
	roleTimeout     = 30 * time.Second
	approvalTimeout = 5 * time.Minute
	healthTimeout   = 10 * time.Minute
	firstPause      = 100 * time.Millisecond
	longestPause    = 5 * time.Second
)

// Status of a private-link connection, as Azure spells it.
const (
	statusPending  = "Pending"
	statusApproved = "Approved"
)

// ARM is what this package needs of Azure Resource Manager.
type ARM interface {
	Get(ctx context.Context, id, apiVersion string) (doc map[string]any, ok bool, err error)
	List(ctx context.Context, path, apiVersion string) ([]map[string]any, error)
	Put(ctx context.Context, id, apiVersion string, body map[string]any) error
	Subscription() string
}

// GateVariable names the address at which whoever runs the deployment judges whether
// a web app is healthy, beyond what ARM says of it: by POST of its id as "app". The
// answer comes when the app is healthy, or is an error that says what is missing.
// Without it, ARM's word has to do.
const GateVariable = "TANDEM_HEALTH_GATE"

// Client acts on one Azure.
type Client struct {
	arm  ARM
	gate string // [GateVariable]
}

// New makes a client from the environment variables that Azure's tools share.
func New(getenv func(string) string) (*Client, error) {
	c, err := armrest.New(getenv)
	if err != nil {
		return nil, err
	}
	return NewWith(c, getenv(GateVariable)), nil
}

// NewWith makes a client that acts by way of arm, and asks at the address gate whether
// web apps are healthy; "" is ARM's word alone.
func NewWith(arm ARM, gate string) *Client { return &Client{arm: arm, gate: gate} }

// Subscription is the id of the subscription that the environment names.
func (c *Client) Subscription() string { return c.arm.Subscription() }

// GroupRole reads which part a server plays in a failover group.
func (c *Client) GroupRole(ctx context.Context, serverID, group string) (topology.Role, error) {
	ctx, cancel := context.WithTimeout(ctx, roleTimeout)
	defer cancel()
	doc, found, err := c.arm.Get(ctx, serverID+"/failoverGroups/"+group, sqlVersion)
	if err != nil {
		return topology.RoleUnknown, fmt.Errorf("failover group %s: %w", group, err)
	}
	if !found {
		return topology.RoleAbsent, nil
	}
	switch role := armdoc.Text(doc, "properties", "replicationRole"); role {
	case "Primary":
		return topology.RolePrimary, nil
	case "Secondary":
		return topology.RoleSecondary, nil
	default:
		return topology.RoleUnknown, fmt.Errorf("failover group %s: server %s calls its role %q", group, serverID, role)
	}
}

// EnsureApproved approves what is pending at the target under exactly that
// request message, and waits until at least one such connection is there and all are approved.
func (c *Client) EnsureApproved(ctx context.Context, targetID, requestMessage string) error {
	version, err := connectionVersion(targetID)
	if err != nil {
		return err
	}
	return wait(ctx, approvalTimeout, func(ctx context.Context) (string, error) {
		items, err := c.arm.List(ctx, targetID+"/privateEndpointConnections", version)
		if err != nil {
			return "", err
		}
		ours, open := 0, ""
		var others []string
		for _, item := range items {
			state, _ := armdoc.Lookup(item, "properties", "privateLinkServiceConnectionState").(map[string]any)
			id, _ := item["id"].(string)
			if description, _ := state["description"].(string); description != requestMessage {
				others = append(others, fmt.Sprintf("%v %q (%s)", state["status"], description, id))
				continue
			}
			ours++
			switch status, _ := state["status"].(string); status {
			case statusApproved:
			case statusPending:
				open = "connection " + id + " is pending"
				if err := c.arm.Put(ctx, id, version, approval(requestMessage)); err != nil {
					return "", err
				}
			default:
				return "", fmt.Errorf("connection %s is %q: remove it, so that the edge can ask again", id, status)
			}
		}
		if ours == 0 {
			return fmt.Sprintf("no connection with the request message %q has arrived (other connections there: %d%s)",
				requestMessage, len(others), strings.Join(append([]string{""}, others...), "; ")), nil
		}
		return open, nil
	})
}

// approval is the body that approves a connection. It keeps the description, by which
// the request is recognised on the next run.
func approval(requestMessage string) map[string]any {
	return map[string]any{"properties": map[string]any{
		"privateLinkServiceConnectionState": map[string]any{
			"status": statusApproved, "description": requestMessage,
		},
	}}
}

// connectionVersion is the API version of the connections at that kind of target.
func connectionVersion(targetID string) (string, error) {
	id := strings.ToLower(targetID)
	switch {
	case strings.Contains(id, "/providers/microsoft.web/sites/"):
		return webVersion, nil
	case strings.Contains(id, "/providers/microsoft.storage/storageaccounts/"):
		return storageVersion, nil
	default:
		return "", fmt.Errorf("%s is neither a web app nor a storage account: no private link of the edge leads there", targetID)
	}
}

// WaitHealthy waits until the web app runs and Azure calls it available, and until
// whoever runs the deployment calls it healthy, if there is such a judgement.
func (c *Client) WaitHealthy(ctx context.Context, webAppID string) error {
	if err := c.waitRunning(ctx, webAppID); err != nil || c.gate == "" {
		return err
	}
	return askGate(ctx, c.gate, webAppID)
}

// waitRunning waits until ARM calls the web app running and available.
func (c *Client) waitRunning(ctx context.Context, webAppID string) error {
	return wait(ctx, healthTimeout, func(ctx context.Context) (string, error) {
		doc, found, err := c.arm.Get(ctx, webAppID, webVersion)
		if err != nil {
			return "", err
		}
		if !found {
			return "", fmt.Errorf("web app %s does not exist", webAppID)
		}
		if state := armdoc.Text(doc, "properties", "state"); state != "Running" {
			return fmt.Sprintf("web app %s is %q", webAppID, state), nil
		}
		if available := armdoc.Text(doc, "properties", "availabilityState"); available != "" && available != "Normal" {
			return fmt.Sprintf("web app %s is available as %q", webAppID, available), nil
		}
		return "", nil
	})
}

// wait looks again and again until look finds nothing missing. The error
// says what was missing last.
func wait(ctx context.Context, limit time.Duration, look func(context.Context) (missing string, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		missing, err := look(ctx)
		if err != nil {
			return err
		}
		if missing == "" {
			return nil
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(fmt.Errorf("%s after %s", missing, limit), ctx.Err())
		case <-timer.C:
		}
	}
}
