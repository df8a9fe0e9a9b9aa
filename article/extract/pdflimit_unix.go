//go:build unix

package extract

import (
	"os"
	"os/exec"
	"syscall"
)

// limitProcess bounds the child's processor time, whatever becomes of the timers
// of its parent.
func limitProcess() {
	seconds := uint64(2 * maxPDFTime.Seconds())
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: seconds, Max: seconds + 5})
}

// apart starts a child in a process group of its own, whose priority it lowers.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// yieldProcessor lets the rest of the machine go first, when this process was
// started apart. Linux keeps a priority for each thread, and the Go runtime has
// several by now: the group's is that of all. Where it may not be lowered it stays.
func yieldProcessor() {
	if syscall.Getpgrp() == os.Getpid() {
		_ = syscall.Setpriority(syscall.PRIO_PGRP, 0, 10)
	}
}
