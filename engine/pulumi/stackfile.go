package pulumi

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// projectFile is the project's file in a checkout and in a home's stacks.
const projectFile = "Pulumi.yaml"

// The keys of a stack file that say how its secrets are encrypted: with a
// passphrase, or with the key of a service.
const (
	saltKey      = "encryptionsalt"
	providerKey  = "secretsprovider"
	encryptedKey = "encryptedkey"
)

func stackFile(stack string) string { return "Pulumi." + stack + ".yaml" }

// stackOfFile is the stack whose file lies at a path.
func stackOfFile(path string) string {
	return strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "Pulumi."), ".yaml")
}

// stacksDir is the folder of the copies. It is a project folder of its own, in
// which commands run that may write stack files. Copies for another backend lie
// apart: their secrets settings belong to that backend, and would shut the home's
// own stacks.
func (w *Workspace) stacksDir() string {
	if !w.fileBackend() {
		return filepath.Join(w.Home, "elsewhere")
	}
	return filepath.Join(w.Home, "stacks")
}

func (w *Workspace) configDir() string {
	if w.ConfigDir != "" {
		return w.ConfigDir
	}
	return w.Checkout
}

// syncProject copies the project file into the home.
func (w *Workspace) syncProject() error {
	content, err := os.ReadFile(filepath.Join(w.Checkout, projectFile))
	if err != nil {
		return fmt.Errorf("read the project: %w", err)
	}
	return replaceFile(filepath.Join(w.stacksDir(), projectFile), content)
}

// syncStack copies a stack's file into the home and returns the copy's path.
func (w *Workspace) syncStack(stack string) (string, error) {
	if err := w.syncProject(); err != nil {
		return "", err
	}
	source := filepath.Join(w.configDir(), stackFile(stack))
	content, err := os.ReadFile(source)
	if err != nil {
		return "", fmt.Errorf("read the config of stack %s: %w", stack, err)
	}
	target := filepath.Join(w.stacksDir(), stackFile(stack))
	if w.fileBackend() {
		secrets, err := w.homeSecrets(target)
		if err == nil {
			content, err = rehome(content, secrets)
		}
		if err != nil {
			return "", fmt.Errorf("copy %s: %w", source, err)
		}
	}
	if err := replaceFile(target, content); err != nil {
		return "", err
	}
	return filepath.Abs(target)
}

// homeSecrets returns how the CLI encrypts a stack of the home, as the stack's
// earlier copy keeps it; for a stack that is new to the home, as those of the other
// stacks do. It is empty in a fresh home. A copy that outlived its stack's state does not
// count: its key may be gone, and nothing is encrypted with it. Nor does one that cannot
// be read: what the CLI is not told, it takes from the state. One salt means one key:
// the CLI takes a fifth of a second of processor time to derive a key, and a run that
// reads the outputs of other stacks needs theirs, too.
func (w *Workspace) homeSecrets(target string) (secretSettings, error) {
	copies, err := filesIn(w.stacksDir(), stackFile("*"))
	if err != nil {
		return secretSettings{}, err
	}
	for _, path := range append([]string{target}, copies...) {
		if _, err := stateFile(w.Home, stackOfFile(path)); errors.Is(err, ErrNoStack) {
			continue
		}
		if kept, err := readSecretSettings(path); err == nil && kept.complete() {
			return kept, nil
		}
	}
	return secretSettings{}, nil
}

// rehome takes the secrets settings out of a stack file and puts the home's in.
func rehome(content []byte, secrets secretSettings) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, err
	}
	root, err := mapping(&document)
	if err != nil {
		return nil, err
	}
	if key := encryptedValue(root); key != "" {
		return nil, fmt.Errorf("the value of %s is encrypted for another backend and cannot be read here: "+
			"keep secrets out of stack files", key)
	}
	for _, setting := range []struct{ key, value string }{
		{providerKey, secrets.Provider}, {encryptedKey, secrets.Key}, {saltKey, secrets.Salt},
	} {
		removeKey(root, setting.key)
		if setting.value != "" {
			root.Content = append(root.Content,
				&yaml.Node{Kind: yaml.ScalarNode, Value: setting.key},
				&yaml.Node{Kind: yaml.ScalarNode, Value: setting.value})
		}
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&document); err != nil {
		return nil, err
	}
	return out.Bytes(), encoder.Close()
}

// mapping returns a document's top-level mapping, made if the file is empty.
func mapping(document *yaml.Node) (*yaml.Node, error) {
	if len(document.Content) == 0 {
		root := &yaml.Node{Kind: yaml.MappingNode}
		*document = yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{root}}
		return root, nil
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		*root = yaml.Node{Kind: yaml.MappingNode}
	}
	if root.Kind != yaml.MappingNode {
		return nil, errors.New("the file is no mapping of keys")
	}
	return root, nil
}

func lookup(node *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

func removeKey(node *yaml.Node, key string) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			node.Content = append(node.Content[:i], node.Content[i+2:]...)
			return
		}
	}
}

// encryptedValue returns the first config key with an encrypted value.
func encryptedValue(root *yaml.Node) string {
	config := lookup(root, "config")
	if config == nil || config.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(config.Content); i += 2 {
		value := config.Content[i+1]
		if value.Kind == yaml.MappingNode && len(value.Content) == 2 && value.Content[0].Value == "secure" {
			return config.Content[i].Value
		}
	}
	return ""
}

// replaceFile writes a file so that readers see the old or the new content.
func replaceFile(path string, content []byte) error {
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, content) {
		return nil
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".draft-")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(content)
	if err := errors.Join(err, draft.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
