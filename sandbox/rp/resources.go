package rp

import (
	"github.com/tandem-platform/tandem/sandbox/arm"
)

func resourceBehaviours() []Behaviour {
	return []Behaviour{
		{
			Type:     arm.TypeResourceGroup,
			Validate: validGroupName,
			Fill:     func(c *Call) { set(c.New.Body, "properties.provisioningState", "Succeeded") },
		},
		tagsBehaviour(),
		{
			Type: "Microsoft.Resources/deployments",
			Validate: func(c *Call) *arm.Error {
				template, inline := at(c.New.Body, "properties.template").(object)
				switch {
				case !inline:
					return arm.TemplateInvalid("only templates in the request are read")
				case len(list(template, "resources")) > 0:
					return arm.TemplateInvalid("only templates without resources are deployed")
				}
				return nil
			},
			Fill: func(c *Call) {
				for p, v := range map[string]any{"timestamp": nowText(c), "duration": "PT1S", "correlationId": freshGUID(c, "deployment")} {
					set(c.New.Body, "properties."+p, v)
				}
				set(c.New.Body, "properties.provisioningState", "Succeeded")
			},
			Create: AsyncHeader, Update: AsyncHeader, Remove: LocationHeader,
		},
	}
}

func validGroupName(c *Call) *arm.Error {
	if !groupNamePattern.MatchString(c.Name) {
		return arm.InvalidGroupName(c.Name)
	}
	if was := text(c.before(), "managedBy"); was != "" && text(c.New.Body, "managedBy") != was {
		return arm.GroupManagedByFixed(c.Name)
	}
	return nil
}
