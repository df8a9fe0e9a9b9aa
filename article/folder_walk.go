package article

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// walkFolder is [filepath.WalkDir] of a folder that may itself be a symbolic
// link, without the hidden folders in it.
func walkFolder(dir string, f fs.WalkDirFunc) error {
	// With a separator behind it the system follows the link.
	root := strings.TrimRight(dir, string(os.PathSeparator)) + string(os.PathSeparator)
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case name == root:
			name = dir
		case d != nil && d.IsDir() && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		}
		return f(name, d, err)
	})
}

// holdsArticle reports whether an entry of a folder is an article's file. A
// symbolic link is one when it, and that of the pairs beside it, leads to a file
// in the folder, hidden ones included: so are the files of a Kubernetes ConfigMap.
// What leads out of the folder is none: whoever may put files there need not be
// allowed to read the machine's others. Links to folders are not followed.
func holdsArticle(dir, name string, d fs.DirEntry) bool {
	if !IsArticleFile(name) {
		return false
	}
	switch d.Type() {
	case 0:
	case fs.ModeSymlink:
		if !linksInside(dir, name) {
			return false
		}
	default:
		return false
	}
	pairs := PairsName(name)
	if info, err := os.Lstat(pairs); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return linksInside(dir, pairs)
	}
	return true
}

// linksInside reports whether a link leads to a regular file in a folder.
func linksInside(dir, name string) bool {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(root, target)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	info, err := os.Stat(target)
	return err == nil && info.Mode().IsRegular()
}
