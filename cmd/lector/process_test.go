package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkAskProcess starts the built command, asks the sample and waits for
// the answer: what somebody at a terminal waits for. To be under 60 ms.
func BenchmarkAskProcess(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "lector")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	home := b.TempDir()
	var times []time.Duration
	for b.Loop() {
		cmd := exec.Command(binary, "ask", "Who led the Taliban delegation to Tianjin?")
		cmd.Dir = home
		cmd.Env = []string{"HOME=" + home, "LECTOR_DATA=" + home}
		begun := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "ms-median")
}
