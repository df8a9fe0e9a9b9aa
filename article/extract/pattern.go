package extract

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first asked for.
// The package has some thirty, and together they take 10 ms to compile: more
// than a sixth of what `lector ask`, which reads no pages, may take in all.
// Safe for concurrent use; it panics where the expression is wrong.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
