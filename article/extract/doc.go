// Package extract turns an address or a file into a clean article.
package extract
