package store_test

import (
	"os"
	"os/exec"
	"testing"
)

// childEnv makes the test binary play another process: its value names the
// part, the arguments follow "--".
const childEnv = "LECTOR_TEST_CHILD"

// children are the parts that the test binary can play. What a part returns is
// the exit code.
var children = map[string]func(args []string) int{
	"writer": childWriter,
	"fault":  childFault,
}

func TestMain(m *testing.M) {
	if part := os.Getenv(childEnv); part != "" {
		os.Exit(children[part](os.Args[1:]))
	}
	os.Exit(m.Run())
}

// child prepares a process that plays a part.
func child(t testing.TB, part string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), childEnv+"="+part)
	cmd.Stderr = os.Stderr
	return cmd
}
