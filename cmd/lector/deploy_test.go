package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"lector/config"
)

// deployed reads a file of deploy/.
func deployed(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// documents are the YAML documents of a file of deploy/.
func documents(t *testing.T, name string) []map[string]any {
	t.Helper()
	var out []map[string]any
	d := yaml.NewDecoder(strings.NewReader(deployed(t, name)))
	for {
		var doc map[string]any
		err := d.Decode(&doc)
		if doc == nil {
			if len(out) == 0 {
				t.Fatalf("%s holds no document: %v", name, err)
			}
			return out
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, doc)
	}
}

// at walks maps and lists: at(doc, "spec", "containers", 0, "image").
func at(v any, path ...any) any {
	for _, p := range path {
		switch key := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			l, _ := v.([]any)
			if key >= len(l) {
				return nil
			}
			v = l[key]
		}
	}
	return v
}

// TestDeployedSettingsExist: every setting that a file of deploy/ names is one.
func TestDeployedSettingsExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"LECTOR_CONFIG": true}
	for _, s := range config.Settings("") {
		known[s.Env] = true
		if s.Secret {
			known[s.Env+"_FILE"] = true
		}
	}
	files, err := filepath.Glob("deploy/*")
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, f := range files {
		if filepath.Ext(f) == ".md" {
			continue // reports, which name what tests read
		}
		for _, name := range regexp.MustCompile(`\b(?:LECTOR|DISCORD)_[A-Z_]+\b`).FindAllString(deployed(t, filepath.Base(f)), -1) {
			if named++; !known[name] {
				t.Errorf("%s names the setting %s, which does not exist", f, name)
			}
		}
	}
	if named < 12 {
		t.Errorf("the files of deploy/ name %d settings only", named)
	}
}

// TestContainersAreConfined: what runs Lector gives it no root, no capabilities and
// no file system to write but its own, and lets answers in flight finish.
func TestContainersAreConfined(t *testing.T) {
	t.Parallel()
	docker := deployed(t, "Dockerfile")
	for _, want := range []string{"FROM scratch", "USER 65532:65532", "CGO_ENABLED=0", "-trimpath", `HEALTHCHECK`, `CMD ["/lector", "health"]`} {
		if !strings.Contains(docker, want) {
			t.Errorf("Dockerfile has no %s", want)
		}
	}
	for _, name := range []string{"compose.yaml", "compose.postgres.yaml"} {
		doc := documents(t, name)[0]
		lector := at(doc, "services", "lector")
		if at(lector, "read_only") != true || at(lector, "cap_drop", 0) != "ALL" || at(lector, "security_opt", 0) != "no-new-privileges:true" || at(lector, "stop_grace_period") != "30s" {
			t.Errorf("%s: lector is not confined: %v", name, lector)
		}
		if context, file := at(lector, "build", "context"), at(lector, "build", "dockerfile"); context != "../../.." || file != "cmd/lector/deploy/Dockerfile" {
			t.Errorf("%s builds %v from %v", name, file, context)
		}
		// Each secret and each volume that a service uses is declared.
		services, _ := at(doc, "services").(map[string]any)
		for service, s := range services {
			secrets, _ := at(s, "secrets").([]any)
			for _, secret := range secrets {
				if at(doc, "secrets", secret, "file") == nil {
					t.Errorf("%s: %s uses the secret %v, which is not declared", name, service, secret)
				}
			}
			volumes, _ := at(s, "volumes").([]any)
			for _, v := range volumes {
				volume, _, _ := strings.Cut(v.(string), ":")
				if declared, _ := at(doc, "volumes").(map[string]any); !strings.HasPrefix(volume, ".") {
					if _, ok := declared[volume]; !ok {
						t.Errorf("%s: %s uses the volume %s, which is not declared", name, service, volume)
					}
				}
			}
			environment, _ := at(s, "environment").(map[string]any)
			for _, v := range environment {
				if path, ok := v.(string); ok && strings.HasPrefix(path, "/run/secrets/") && !slices.Contains(secrets, any(filepath.Base(path))) {
					t.Errorf("%s: %s reads %s, which it is not given", name, service, path)
				}
			}
		}
	}
	if n := at(documents(t, "compose.postgres.yaml")[0], "services", "lector", "deploy", "replicas"); n != 2 {
		t.Errorf("compose.postgres.yaml runs %v replicas, want 2", n)
	}
	kinds := map[any]map[string]any{}
	for _, doc := range documents(t, "kubernetes.yaml") {
		kinds[doc["kind"]] = doc
	}
	pod := at(kinds["Deployment"], "spec", "template", "spec")
	container := at(pod, "containers", 0)
	if at(pod, "securityContext", "runAsNonRoot") != true || at(container, "securityContext", "readOnlyRootFilesystem") != true ||
		at(container, "securityContext", "allowPrivilegeEscalation") != false || at(container, "securityContext", "capabilities", "drop", 0) != "ALL" {
		t.Errorf("kubernetes.yaml: the pod is not confined: %v", pod)
	}
	if at(container, "readinessProbe", "httpGet", "path") != "/readyz" || at(container, "livenessProbe", "httpGet", "path") != "/healthz" {
		t.Errorf("kubernetes.yaml: the probes are %v and %v", at(container, "readinessProbe"), at(container, "livenessProbe"))
	}
	for _, kind := range []string{"Service", "PodDisruptionBudget", "NetworkPolicy"} {
		if kinds[kind] == nil {
			t.Errorf("kubernetes.yaml has no %s", kind)
		}
	}
}

// TestUnit has systemd read the unit, where its tools are, and asks how exposed
// the service is: below 2.0 it says OK.
func TestUnit(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is not installed: the unit is not read")
	}
	// A binary that is there, since verify looks for it.
	dir := t.TempDir()
	unit := filepath.Join(dir, "lector.service")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(unit, []byte(strings.ReplaceAll(deployed(t, "lector.service"), "/usr/local/bin/lector", self)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("systemd-analyze", "verify", "--man=no", unit).CombinedOutput()
	// Where systemd does not run, there is nothing to hold it against but the file.
	if lines := regexp.MustCompile(`(?m)^.*lector\.service.*$`).FindAll(out, -1); len(lines) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err = exec.Command("systemd-analyze", "security", "--offline=true", "--threshold=20", unit).CombinedOutput()
	if strings.Contains(string(out), "nrecognized option") || strings.Contains(string(out), "nknown option") {
		t.Skip("this systemd-analyze is too old to judge a file")
	}
	if err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, tail(string(out), 8))
	}
	t.Log(tail(string(out), 1))
}
