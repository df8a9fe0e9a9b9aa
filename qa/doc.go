// Package qa turns a question into passages: the matching that Lector exists for.
package qa
