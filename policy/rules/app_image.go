package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// siteImages lists where a site tells its container image. What is not known
// yet is told to the judge.
func siteImages(r *rule.Resource, j *rule.Judge) []rule.Value {
	if r.Type == typeSiteContainer || r.Type == typeSlotContainer {
		if _, ok := j.TextOf(r.Get("image")); ok {
			return []rule.Value{r.Get("image")}
		}
		return nil
	}
	var images []rule.Value
	for _, name := range []string{"linuxFxVersion", "windowsFxVersion"} {
		v := r.Get("siteConfig", name)
		if text, ok := j.TextOf(v); ok && imageOf(text) != "" {
			images = append(images, v)
		}
	}
	return images
}

// imageOf is the image in a text such as DOCKER|registry/name@digest. Several
// images in one text (COMPOSE, KUBE) count as one. A code stack such as NODE|22
// has none.
func imageOf(text string) string {
	format, image, ok := strings.Cut(text, "|")
	if !ok && strings.EqualFold(text, "sitecontainers") {
		return "" // the images are those of its site containers
	}
	if !ok {
		return text
	}
	switch strings.ToUpper(format) {
	case "DOCKER", "COMPOSE", "KUBE":
		return image
	}
	return ""
}

// fromAzureRegistry tells an image that lies in an Azure Container Registry.
func fromAzureRegistry(v rule.Value) bool {
	text := v.Text()
	if image := imageOf(text); image != "" {
		text = image
	}
	host, _, _ := strings.Cut(text, "/")
	return strings.HasSuffix(strings.ToLower(host), ".azurecr.io")
}
