package article

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// folderOrigin begins the [Article.Origin] of an article whose master copy is a
// file of a [Folder]; the file's path in the folder follows.
const folderOrigin = "folder:"

// Folder keeps a collection as the files of a folder are: the master copy of
// articles that are written in an editor, reviewed and kept in git. A file is an
// article, as [OpenFolder] reads it, with the pairs beside it; a file that is
// removed is an article removed.
//
// Articles that did not come from the folder stay as they are beside them. An
// article keeps its ID when its title changes.
// A file that cannot be read, or has faults, changes nothing: the last good
// version stays, and the fault is reported until it is mended. Nor does a folder
// that is gone, or empty all of a sudden, as one is that is not mounted.
type Folder struct {
	dir        string
	collection Collection
	store      Store
	log        *slog.Logger
	settle     time.Duration
	rescan     time.Duration

	files   map[string]*folderFile // by path in the folder, with slashes
	ids     map[ID]string          // the path of each article's file, "" for those of others
	started bool                   // ids is filled

	mu     sync.Mutex
	faults map[string]error // by path; "" is the folder itself
}

// folderFile is what is known of one file.
type folderFile struct {
	stamp   fileStamp // as last seen
	since   time.Time // when stamp was seen first; zero: it was so long ago already
	loaded  fileStamp // what is in the store, or has been reported
	id      ID        // of the article in the store; empty when there is none
	missing bool      // no longer there
	again   bool      // the store did not take it: try again
}

// fileStamp tells versions of a file, and of the pairs beside it, apart.
type fileStamp struct {
	size, pairsSize int64
	time, pairsTime time.Time
}

// FolderOptions change what a folder does by default.
type FolderOptions struct {
	Collection Collection    // Home when empty
	Log        *slog.Logger  // nowhere when nil
	Settle     time.Duration // how long a file must stay unchanged before it is read; 500 ms when 0
	Rescan     time.Duration // how often files are looked at whatever the system tells; 10 s when 0
}

// NewFolder is a folder that keeps a collection in a store. Call [Folder.Load]
// once, or [Folder.Watch].
func NewFolder(dir string, s Store, o FolderOptions) *Folder {
	f := &Folder{
		dir: dir, store: s, collection: o.Collection, log: o.Log, settle: o.Settle, rescan: o.Rescan,
		files: map[string]*folderFile{}, ids: map[ID]string{}, faults: map[string]error{},
	}
	if f.collection == "" {
		f.collection = Home
	}
	if f.log == nil {
		f.log = slog.New(slog.DiscardHandler)
	}
	if f.settle == 0 {
		f.settle = 500 * time.Millisecond
	}
	if f.rescan == 0 {
		f.rescan = 10 * time.Second
	}
	return f
}

// Faults are the faults of the folder and its files as they are now, in the
// order of their paths. It may be called while the folder is watched.
func (f *Folder) Faults() []error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []error
	for _, p := range slices.Sorted(maps.Keys(f.faults)) {
		out = append(out, f.faults[p])
	}
	return out
}

// fault notes and logs a fault of a file once, and that it is mended when err
// is nil.
func (f *Folder) fault(path string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.faults[path]
	switch {
	case err == nil && old != nil:
		delete(f.faults, path)
		f.log.Info("mended", "file", path)
	case err != nil:
		f.faults[path] = err
		if old == nil || old.Error() != err.Error() {
			f.log.Warn("an article's file has faults; the last good version stays", "file", path, "err", err)
		}
	}
}

// Load brings the store up to date once and returns the faults of all files
// together ([errors.Join]). A file that is being written is waited for, up to
// two seconds.
func (f *Folder) Load(ctx context.Context) error {
	deadline := time.Now().Add(2 * time.Second)
	for {
		unsettled, err := f.sync(ctx)
		if err != nil {
			return err
		}
		if !unsettled || time.Now().After(deadline) {
			return errors.Join(f.Faults()...)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(f.settle / 4):
		}
	}
}

// Watch keeps the store up to date until the context is done, whose error it
// returns: a change is there within two seconds. Faults are logged and listed by
// [Folder.Faults].
func (f *Folder) Watch(ctx context.Context) error {
	watched, events, problems := map[string]bool{}, (chan fsnotify.Event)(nil), (chan error)(nil)
	rescan := f.rescan
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		// Looking often is nearly as good, only dearer.
		f.log.Warn("the system does not tell of changed files; looking every second", "err", err)
		rescan = min(rescan, time.Second)
	} else {
		defer watcher.Close()
		events, problems = watcher.Events, watcher.Errors
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-events:
			// Many come together: look when they have settled. The files tell
			// what changed, not the events.
			timer.Reset(f.settle / 4)
			continue
		case err := <-problems:
			f.log.Warn("changes of files may have been missed; looking at all of them", "err", err)
			timer.Reset(f.settle / 4)
			continue
		case <-timer.C:
		}
		wait := rescan
		if watcher != nil && !f.watchFolders(watcher, watched) {
			wait = min(wait, time.Second)
		}
		unsettled, err := f.sync(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			f.log.Error("the folder's articles could not be stored; trying again", "dir", f.dir, "err", err)
			wait = min(wait, 2*time.Second)
		case unsettled:
			wait = f.settle / 4
		}
		timer.Reset(wait)
	}
}

// watchFolders has the system tell of changes in the folder and those in it. It
// reports whether that could be arranged for all.
func (f *Folder) watchFolders(w *fsnotify.Watcher, watched map[string]bool) bool {
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return false
	}
	defer root.Close()
	complete := true
	there := map[string]bool{}
	walkFolder(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			complete = false
			return nil
		case !d.IsDir():
			return nil
		}
		name := f.name(path)
		there[name] = true
		if !watched[name] {
			if err := w.Add(name); err != nil {
				f.log.Warn("the system does not tell of changes in a folder; looking every second", "dir", name, "err", err)
				complete = false
			}
			watched[name] = true
		}
		return nil
	})
	for name := range watched {
		if !there[name] {
			delete(watched, name) // a folder of that name is watched anew
		}
	}
	return complete
}

// sync looks at all files and brings the store up to date with those that have
// settled. It reports whether some have not. The error is the store's.
func (f *Folder) sync(ctx context.Context) (unsettled bool, err error) {
	ctx = By(ctx, Actor(folderOrigin+f.dir), "")
	if err := f.start(ctx); err != nil {
		return false, err
	}
	now := time.Now()
	found := 0
	root, err := os.OpenRoot(f.dir)
	if err == nil {
		defer root.Close()
		found, err = f.scan(root, now)
	}
	if err != nil {
		f.fault("", fmt.Errorf("the folder %s cannot be read, its articles stay as they are: %w", f.dir, err))
		return false, nil
	}
	if found == 0 && len(f.files) > 0 {
		f.fault("", fmt.Errorf("the folder %s is empty, its articles stay as they are: is it mounted?", f.dir))
		return false, nil
	}
	f.fault("", nil)
	paths := slices.Sorted(maps.Keys(f.files))
	// Removals first: a file that was renamed gives its article's ID free.
	for _, path := range paths {
		file := f.files[path]
		switch {
		case !file.missing:
		case now.Sub(file.since) < f.settle:
			unsettled = true
		default:
			if err := f.remove(ctx, path, file); err != nil {
				return true, err
			}
		}
	}
	for _, path := range paths {
		file := f.files[path]
		switch {
		case file == nil || file.missing || file.stamp == file.loaded && !file.again:
		case now.Sub(file.since) < f.settle:
			unsettled = true
		default:
			settled, err := f.load(ctx, root, path, file)
			if err != nil {
				return true, err
			}
			unsettled = unsettled || !settled
		}
	}
	return unsettled, nil
}

// start learns which articles the store has, and from which files.
func (f *Folder) start(ctx context.Context) error {
	if f.started {
		return nil
	}
	for a, err := range f.store.Articles(ctx, f.collection) {
		if err != nil {
			return err
		}
		path, ours := strings.CutPrefix(a.Origin, folderOrigin)
		if !ours {
			f.ids[a.ID] = ""
			continue
		}
		f.ids[a.ID] = path
		f.files[path] = &folderFile{id: a.ID}
	}
	f.started = true
	return nil
}

// scan notes how all files are, and returns how many there are.
func (f *Folder) scan(root *os.Root, now time.Time) (found int, err error) {
	there := map[string]bool{}
	err = walkFolder(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == ".":
			return err
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err // rather no change than articles removed by mistake
		case d.IsDir():
			return nil
		case !holdsArticle(root, path, d):
			return nil
		}
		stamp, err := stampOf(root, path)
		if err != nil {
			return nil // gone meanwhile
		}
		there[path] = true
		file := f.files[path]
		if file == nil {
			file = &folderFile{}
			f.files[path] = file
		}
		if file.missing || file.stamp != stamp {
			file.missing, file.stamp, file.since = false, stamp, now
			// What has not been touched for long need not be watched first.
			if newest := later(stamp.time, stamp.pairsTime); file.loaded == (fileStamp{}) && now.Sub(newest) > 4*f.settle {
				file.since = time.Time{}
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for path, file := range f.files {
		if !there[path] && !file.missing {
			file.missing, file.since = true, now
		}
	}
	return len(there), nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// name is what a path in the folder is called on the machine.
func (f *Folder) name(path string) string { return filepath.Join(f.dir, filepath.FromSlash(path)) }

func stampOf(root *os.Root, path string) (fileStamp, error) {
	info, err := root.Stat(path)
	if err != nil {
		return fileStamp{}, err
	}
	s := fileStamp{size: info.Size(), time: info.ModTime(), pairsSize: -1}
	if pairs, err := root.Stat(PairsName(path)); err == nil {
		s.pairsSize, s.pairsTime = pairs.Size(), pairs.ModTime()
	}
	return s, nil
}

func (f *Folder) remove(ctx context.Context, path string, file *folderFile) error {
	if file.id != "" {
		if _, err := f.store.Delete(ctx, f.collection, file.id); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		f.log.Info("removed an article with its file", "file", path, "article", file.id)
		delete(f.ids, file.id)
	}
	delete(f.files, path)
	f.fault(path, nil)
	return nil
}

// load reads a file that has settled and puts its article into the store. It
// reports false when the file was changed meanwhile.
func (f *Folder) load(ctx context.Context, root *os.Root, path string, file *folderFile) (bool, error) {
	name := f.name(path)
	a, fault := readFile(root, path, name)
	if stamp, err := stampOf(root, path); err != nil || stamp != file.stamp {
		return false, nil // half of one version, half of another
	}
	file.loaded, file.again = file.stamp, false
	if fault != nil {
		f.fault(path, fault)
		return true, nil
	}
	a.Collection, a.Origin = f.collection, folderOrigin+path
	for {
		next := a
		next.ID = f.idFor(path, file, a)
		if err := next.Validate(); err != nil {
			f.fault(path, fmt.Errorf("%s: %w", name, err))
			return true, nil
		}
		// Somebody may have added an article of that ID by hand meanwhile, or
		// another process that watches the folder has been faster.
		before, err := f.store.Get(ctx, f.collection, next.ID)
		switch {
		case errors.Is(err, ErrNotFound):
			next.Rev = NotYet
		case err == nil && file.id == "" && before.Origin != next.Origin:
			f.ids[next.ID] = ""
			continue
		case err == nil:
			next.Rev = before.Rev
		}
		var rev Rev
		if err == nil || errors.Is(err, ErrNotFound) {
			rev, err = f.store.Put(ctx, next)
		}
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err != nil {
			file.again = true
			return true, err
		}
		if rev != before.Rev {
			f.log.Info("took an article from its file", "file", path, "article", next.ID, "rev", rev)
		}
		file.id, f.ids[next.ID] = next.ID, path
		f.fault(path, nil)
		return true, nil
	}
}

// idFor is the ID of a file's article: the one it has in the store, else that
// of its title, made unique by the file's path.
func (f *Folder) idFor(path string, file *folderFile, a Article) ID {
	if file.id != "" {
		return file.id
	}
	free := func(id ID) bool {
		owner, taken := f.ids[id]
		return !taken || owner == path
	}
	id := a.ID
	if !free(id) {
		id = NewID(string(a.ID) + " " + strings.TrimSuffix(path, filepath.Ext(path)))
	}
	for salt := path; !free(id); salt += "+" {
		id = ID(cutSlug(string(a.ID), maxID-9) + "-" + checksum(salt))
	}
	return id
}

// KeptError says that an article's master copy is a file, where it has to be
// changed. It is an [ErrKept].
type KeptError struct{ File string }

// ErrKept: the article is kept in a file.
var ErrKept = errors.New("kept in a file")

// Error is one sentence.
func (e *KeptError) Error() string {
	return fmt.Sprintf("this article is kept in the file %s of the articles' folder: change it there, and its prepared answers in %s", e.File, PairsName(e.File))
}

// Is makes errors.Is(err, ErrKept) true.
func (e *KeptError) Is(target error) bool { return target == ErrKept }

// kept returns a [*KeptError] when an article's master copy is a file.
func (l *Library) kept(a Article) error {
	if path, ok := strings.CutPrefix(a.Origin, folderOrigin); ok && l.folder {
		return &KeptError{path}
	}
	return nil
}
