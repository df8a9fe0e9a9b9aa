package eval

import (
	"context"
	"path/filepath"
	"reflect"
	"testing"
)

// TestWorkersDoNotShow: the report is the same however many questions are
// asked at a time.
func TestWorkersDoNotShow(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "[a-l]*"+listSuffix))
	if err != nil || len(files) < 3 {
		t.Fatalf("question lists %q: %v; want at least 3", files, err)
	}
	var reports []Report
	for _, workers := range []int{1, 4} {
		r, err := Run(context.Background(), files, Options{Rounds: 20, Workers: workers, Others: true})
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, r)
	}
	if !reflect.DeepEqual(reports[0], reports[1]) {
		t.Errorf("one worker reports\n%+v\nfour report\n%+v", reports[0], reports[1])
	}
}
