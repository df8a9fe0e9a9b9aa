package main

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lector/article/extract"
)

// TestMain makes the test binary double as the lector command: every test finds
// a "lector" on its PATH that is the code under test.
func TestMain(m *testing.M) {
	// A lector that reads a PDF starts itself anew by the name of its file, which
	// is this test binary's.
	if handled, code := extract.ChildMain(os.Args[1:]); handled {
		os.Exit(code)
	}
	// The tests that serve wait for timers more than for the processor, so more
	// of them run at once than there are processors; -parallel overrides it.
	flag.Set("test.parallel", "8")
	testscript.Main(m, map[string]func(){"lector": main})
}

// TestScripts runs each testdata/*.txtar: one script, one behaviour of the
// command, with an empty home.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("LECTOR_UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("XDG_DATA_HOME", "")
			return os.MkdirAll(env.WorkDir+"/home", 0o755)
		},
	})
}
