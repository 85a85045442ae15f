package rules

import (
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var appImageDigest = &rule.Rule{
	ID:       "TDM-APP-015",
	Title:    "Container images are pinned by digest",
	Why:      "A tag can be moved: the two stamps, or two instances of one, then run different code under one name, and nobody reviewed the newer.",
	Fix:      "Write siteConfig.linuxFxVersion as \"DOCKER|<registry>/<name>@sha256:<digest>\"; a site container has it in image.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PV-2"), rule.MCSB("DS-6"), rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/container-registry/container-registry-image-tag-version", "https://learn.microsoft.com/azure/app-service/configure-custom-container"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeSite, typeSlot, typeSiteContainer, typeSlotContainer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		images := siteImages(r, j)
		for _, image := range images {
			if !imageDigest.MatchString(image.Text()) || strings.HasPrefix(strings.ToUpper(image.Text()), "COMPOSE|") {
				j.Violated(image, "an image that ends in @sha256: and its digest")
			}
		}
		config := r.Get("siteConfig")
		if len(images) > 0 || !config.Get("linuxFxVersion").Absent() || !config.Get("windowsFxVersion").Absent() {
			return
		}
		if kind, known := siteKind(r, j); known && strings.Contains(kind, "container") {
			j.Violated(config.Get("linuxFxVersion"), "the image of the container")
		}
	},
}

var imageDigest = regexp.MustCompile(`^[^@\s]+@sha256:[0-9a-f]{64}$`)
