//go:build unix

package extract

import "syscall"

// limitProcess bounds the child's processor time, so that it ends even when
// its parent is killed and nobody waits for it.
func limitProcess() {
	seconds := uint64(2 * maxPDFTime.Seconds())
	_ = syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: seconds, Max: seconds + 5})
}
