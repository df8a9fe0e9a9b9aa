// Package store keeps a library on disk.
package store
