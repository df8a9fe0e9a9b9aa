package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// release and released, its commit's date, are set by the release build:
// -ldflags "-X main.release=v1.2.3 -X main.released=2026-01-31T12:00:00Z".
var release, released string

// version is the release, or the commit that was built, or "devel".
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}

type versionCmd struct{}

func (versionCmd) Run(c *call) error {
	date := ""
	if day, _, ok := strings.Cut(released, "T"); ok {
		date = day + ", "
	}
	_, err := fmt.Fprintf(c.stdout, "lector %s (%s%s, %s/%s)\n", version(), date, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
