//go:build !race

package extract

// slowness is how many times longer tests may take.
const slowness = 1
