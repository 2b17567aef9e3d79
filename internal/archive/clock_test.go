package archive

import (
	"testing"
	"time"

	"tulieu"
)

// A clock that is set back, by hand or by a time server, changes no order:
// what was kept last is the current version, and so it is after a rebuild.
func TestAClockSetBackChangesNoOrder(t *testing.T) {
	dir := t.TempDir()
	now := start
	read := reader(1)
	a := openTest(t, dir, Options{Now: func() time.Time { return now }, Read: read})
	const url = "https://tinh.example/tin/1"
	id := keep(t, a, fetched(read, url, page{Title: "Thi đua", Body: []string{"Một."}}, now), tulieu.Added)
	now = now.AddDate(-5, 0, 0)
	keep(t, a, fetched(read, url, page{Title: "Thi đua", Body: []string{"Hai."}}, now), tulieu.Revised)
	now = now.AddDate(9, 0, 0)
	keep(t, a, fetched(read, url, page{Title: "Thi đua", Body: []string{"Ba."}}, now), tulieu.Revised)
	now = time.Unix(0, 0)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = openTest(t, dir, Options{Now: func() time.Time { return now }, Read: read})
	keep(t, a, fetched(read, url, page{Title: "Thi đua", Body: []string{"Bốn."}}, now), tulieu.Revised)

	want := export(t, a)
	check := func(when string) {
		t.Helper()
		got, err := a.Article(ctx, id)
		if err != nil || got.Body[0] != "Bốn." {
			t.Errorf("%s: the current version says %v, %v; want what was kept last", when, got, err)
		}
		if got, want := changes(t, a, 0), "1 added, 2 revised, 3 revised, 4 revised"; when == "as kept" && got != want {
			t.Errorf("%s: changes %s, want %s", when, got, want)
		}
	}
	check("as kept")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if damages, err := Rebuild(ctx, dir, Options{Read: read}); err != nil || len(damages) > 0 {
		t.Fatalf("Rebuild: %v, %v", damages, err)
	}
	a = openTest(t, dir, Options{Read: read})
	check("made again")
	if got := export(t, a); got != want {
		t.Errorf("made again, the export differs:\n%s\nwant\n%s", got, want)
	}
}
