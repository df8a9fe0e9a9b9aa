package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"lector/config"
)

// terminal opens a pseudo-terminal: what is written to the terminal is read from
// the other end.
func terminal(t *testing.T) (other, term *os.File) {
	t.Helper()
	other, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { other.Close() })
	fd := int(other.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		term, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { term.Close() })
	return other, term
}

// TestLogFormat: lines to read on a terminal, JSON elsewhere, and what the
// settings say where they say it.
func TestLogFormat(t *testing.T) {
	t.Parallel()
	other, term := terminal(t)
	lines := bufio.NewReader(other)
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, tt := range []struct {
		format     string
		onTerminal bool
		json       bool
	}{
		{"auto", true, false}, {"auto", false, true}, {"text", false, false}, {"json", true, true},
	} {
		var line string
		var log *slog.Logger
		if tt.onTerminal {
			log = newLogger(config.Config{LogFormat: tt.format, LogLevel: "info"}, term)
			log.Debug("quiet")
			log.Info("hello", "shard", 3)
			line, err = lines.ReadString('\n')
		} else {
			if _, err := file.Seek(0, 0); err != nil {
				t.Fatal(err)
			}
			log = newLogger(config.Config{LogFormat: tt.format, LogLevel: "info"}, file)
			log.Debug("quiet")
			log.Info("hello", "shard", 3)
			var b []byte
			b, err = os.ReadFile(file.Name())
			line, _, _ = strings.Cut(string(b), "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		if json.Valid([]byte(strings.TrimSpace(line))) != tt.json || !strings.Contains(line, "hello") || !strings.Contains(line, "shard") {
			t.Errorf("format %s, on a terminal %t: %q, want JSON %t", tt.format, tt.onTerminal, line, tt.json)
		}
	}
}
