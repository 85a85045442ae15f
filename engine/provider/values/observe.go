package values

// Observation of a resource as it is, in terms of the inputs that made it.
//
// The engine compares inputs with inputs, so an edit made behind Pulumi's back
// must show in the inputs that Read returns, and nothing else may. A value is
// taken over from Azure when it differs from the input that made it, unless it
// is just what Azure answered when the resource was last written: then it is
// Azure's way of writing that input. Values that the program does not set are
// taken over only if Azure's answer about them has changed.

// Observed returns inputs updated by what is live. All four are plain values
// in the SDK's shape; before is what Azure answered when the resource was last
// written or read, nil if that is not known.
func Observed(inputs, before, live map[string]any, watch func(key string) bool) map[string]any {
	result := map[string]any{}
	for key, input := range inputs {
		now, isLive := live[key]
		then, wasLive := before[key]
		switch {
		case isLive:
			if value := observe(key, input, then, now); value != nil {
				result[key] = value
			}
		case wasLive && !Empty(then) && !Empty(input):
			// Azure had it and has it no more: somebody removed it.
		default:
			result[key] = input // Azure never returned it: write-only or in the path
		}
	}
	for key, now := range live {
		if _, ok := inputs[key]; ok || len(before) == 0 || own[key] || !watch(key) {
			continue
		}
		if then := before[key]; !Same(key, then, now) {
			result[key] = now
		}
	}
	return result
}

// own are the properties that change by themselves whenever Azure writes.
// Where ARM's types call one writable, nobody writes it all the same.
var own = map[string]bool{"etag": true, "provisioningState": true}

// observe returns the input value that stands for what is live.
func observe(key string, input, then, now any) any {
	if Same(key, input, now) || (then != nil && Same(key, then, now)) {
		return input
	}
	switch in := input.(type) {
	case map[string]any:
		if object, ok := now.(map[string]any); ok {
			was, _ := then.(map[string]any)
			return observeMap(in, was, object, dictionaries[key])
		}
	case []any:
		if list, ok := now.([]any); ok {
			was, _ := then.([]any)
			return observeList(key, in, was, list)
		}
	}
	return now
}

// dictionaries are the properties whose keys are the user's own, so that a new
// key is an edit even when nothing is known of the time before.
var dictionaries = map[string]bool{"tags": true, "metadata": true}

func observeMap(input, then, now map[string]any, dictionary bool) map[string]any {
	if dictionary {
		result := map[string]any{}
		for key, value := range now {
			if in, ok := input[key]; ok && Same(key, in, value) {
				value = in
			}
			result[key] = value
		}
		return result
	}
	return Observed(input, then, now, func(string) bool { return true })
}

// observeList keeps the inputs' order for the elements that are still there
// and appends those that were added.
func observeList(key string, input, then, now []any) []any {
	taken := make([]bool, len(now))
	var result []any
	for i, in := range input {
		j := match(key, in, now, taken, i)
		if j < 0 {
			continue
		}
		taken[j] = true
		var was any
		if k := match(key, now[j], then, make([]bool, len(then)), j); k >= 0 {
			was = then[k]
		}
		result = append(result, observe(key, in, was, now[j]))
	}
	for j, value := range now {
		if !taken[j] {
			result = append(result, value)
		}
	}
	return result
}

// identities are the properties that tell an element of a list from the
// others, in the order in which they are tried.
var identities = []string{"name", "id", "ruleId", "tenantId", "category", "categoryGroup"}

// match finds the element of list that is the given one: equal, or of the same
// identity, or, for objects without one, at the same position.
func match(key string, element any, list []any, taken []bool, position int) int {
	for j, other := range list {
		if !taken[j] && Same(key, element, other) {
			return j
		}
	}
	object, ok := element.(map[string]any)
	if !ok {
		return -1
	}
	for _, identity := range identities {
		value, ok := object[identity]
		if !ok {
			continue
		}
		for j, other := range list {
			if o, isObject := other.(map[string]any); isObject && !taken[j] && Same(identity, value, o[identity]) {
				return j
			}
		}
		if identity == "name" || identity == "category" || identity == "categoryGroup" {
			return -1
		}
	}
	if position < len(list) && !taken[position] {
		return position
	}
	return -1
}
