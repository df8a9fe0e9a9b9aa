package bot

import (
	"flag"
	"os"
	"testing"
)

// TestMain lets more tests run at once than there are processors: those on a
// gateway wait for timers most of their time. -parallel overrides it.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "8")
	flag.Parse()
	os.Exit(m.Run())
}
