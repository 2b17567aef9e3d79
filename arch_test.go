package tulieu_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "tulieu"

// arrows lists, for each package, the packages of this module it may import.
// ARCHITECTURE.md draws the same picture.
var arrows = map[string]string{
	".":                     "",
	"internal/viet":         "",
	"internal/register":     ". internal/viet",
	"internal/mention":      ". internal/viet internal/register",
	"internal/warc":         "",
	"internal/archive":      ". internal/warc",
	"internal/sample":       ".",
	"internal/rival":        "internal/viet",
	"crawler/extract":       ". internal/viet",
	"crawler":               ". crawler/extract",
	"index/internal/schema": ". internal/viet",
	"index/internal/query":  ". internal/viet",
	"index":                 ". internal/viet index/internal/schema index/internal/query",
	"index/indextest":       ". internal/viet index index/internal/schema index/internal/query",
	"server":                ". internal/viet",
	"cmd/tulieu": ". crawler crawler/extract index internal/archive internal/mention internal/register " +
		"internal/rival internal/sample internal/viet internal/warc server",
}

// TestArrows reads the source itself, not `go list`, so that the test cache
// notices when an import changes.
func TestArrows(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || p != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		pkg := path.Dir(p)
		may, ok := arrows[pkg]
		if !ok {
			t.Errorf("package %s is not in arrows: say in ARCHITECTURE.md what it is for", pkg)
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			rest, ours := strings.CutPrefix(name, module)
			if to := path.Clean("./" + rest); ours && !slices.Contains(strings.Fields(may), to) {
				t.Errorf("%s imports %s, which no arrow allows", p, to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
