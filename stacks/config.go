package stacks

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/revision"
	"github.com/tandem-platform/tandem/internal/settings"
)

// revisionVariable names the source revision that is deployed, where the
// checkout cannot tell it (a build without its repository).
const revisionVariable = "TANDEM_REVISION"

// config is everything that the program is told from outside.
type config struct {
	*settings.Settings
	Revision string
}

// readConfig reads the whole configuration. It is the only reader: the SDK
// answers for single keys only, and an unknown key can be refused only by
// who sees all of them, so it reads the variable that the SDK reads itself.
func readConfig(ctx *pulumi.Context) (*config, error) {
	all := map[string]string{}
	if raw := os.Getenv(pulumi.EnvConfig); raw != "" {
		if err := json.Unmarshal([]byte(raw), &all); err != nil {
			return nil, fmt.Errorf("configuration of stack %s (%s): %w", ctx.Stack(), pulumi.EnvConfig, err)
		}
	}
	values := map[string]string{}
	for key, value := range all {
		if own, found := strings.CutPrefix(key, ctx.Project()+":"); found {
			values[own] = value
		}
	}
	parsed, err := settings.Parse(ctx.Stack(), values)
	if err != nil {
		return nil, fmt.Errorf("configuration of stack %s: %w", ctx.Stack(), err)
	}
	if err := parsed.CheckExpiry(time.Now()); err != nil {
		return nil, fmt.Errorf("configuration of stack %s: %w", ctx.Stack(), err)
	}
	c := &config{Settings: parsed, Revision: os.Getenv(revisionVariable)}
	if c.Revision == "" {
		c.Revision = revision.Of(ctx.Context(), ".")
	}
	return c, nil
}
