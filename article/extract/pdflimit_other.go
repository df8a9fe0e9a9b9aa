//go:build !unix

package extract

import "os/exec"

// limitProcess does nothing: the parent's deadline has to do.
func limitProcess() {}

// apart and yieldProcessor do nothing: the child competes like any other.
func apart(*exec.Cmd) {}

func yieldProcessor() {}
