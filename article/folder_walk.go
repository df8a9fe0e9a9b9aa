package article

import (
	"io/fs"
	"os"
	"strings"
)

// walkFolder calls f for a folder and everything in it, in the order of their
// paths, which are relative and written with slashes; without the hidden folders.
func walkFolder(root *os.Root, f fs.WalkDirFunc) error {
	return fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if path != "." && d != nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		return f(path, d, err)
	})
}

// holdsArticle reports whether an entry of a folder is an article's file. A
// symbolic link is one when it, and that of the pairs beside it, leads to a file
// in the folder, hidden ones included: so are the files of a Kubernetes ConfigMap.
// What leads out of the folder is none: whoever may put files there need not be
// allowed to read the machine's others. Such a link is not followed at any moment,
// for files are opened through the same root, too. Links to folders are not followed.
func holdsArticle(root *os.Root, path string, d fs.DirEntry) bool {
	if !IsArticleFile(path) || d.Type()&^fs.ModeSymlink != 0 || !isRegular(root, path) {
		return false
	}
	pairs := PairsName(path)
	if info, err := root.Lstat(pairs); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return isRegular(root, pairs)
	}
	return true
}

// isRegular reports whether a path of the folder leads to a regular file in it.
func isRegular(root *os.Root, path string) bool {
	info, err := root.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
