// Package eval measures how right the answers are, and learns the weights.
package eval
