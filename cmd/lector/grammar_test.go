package main

import (
	"reflect"
	"slices"
	"testing"

	"lector/config"
)

// TestEverySettingHasAFlag holds the command line against package config: a
// setting that one has and the other lacks cannot be set.
func TestEverySettingHasAFlag(t *testing.T) {
	t.Parallel()
	var flags, settings []string
	for f := range reflect.TypeFor[settingsFlags]().Fields() {
		flags = append(flags, flagName(f))
	}
	for _, s := range config.Settings("") {
		settings = append(settings, s.Flag())
	}
	slices.Sort(flags)
	slices.Sort(settings)
	if !slices.Equal(flags, settings) {
		t.Errorf("flags    %v\nsettings %v", flags, settings)
	}
}
