//go:build race

package extract

// slowness is how many times longer tests may take: the race detector makes
// unpacking some ten times slower.
const slowness = 10
