package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tulieu/internal/sample"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tulieu": main})
}

// TestScripts runs the real command as its users do.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("LISTEN", freeAddress(t))
			e.Values[portalsKey{}] = sample.New(sample.Articles(1, 40))
			e.Setenv("TULIEU_DATASETS", os.Getenv("TULIEU_DATASETS"))
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond != "datasets" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return os.Getenv("TULIEU_DATASETS") != "", nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"portals": portals,
			"waitfor": waitFor,
			"sigterm": sigterm,
			"answers": answers,
		},
	})
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// waitFor waits until a file holds a text: waitfor FILE TEXT.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitfor FILE TEXT")
	}
	if err := eventually(func() error {
		b, err := os.ReadFile(ts.MkAbs(args[0]))
		if err != nil {
			return err
		}
		if !strings.Contains(string(b), args[1]) {
			return fmt.Errorf("%s does not hold %q:\n%s", args[0], args[1], b)
		}
		return nil
	}); err != nil {
		ts.Fatalf("waitfor: %v", err)
	}
}

// sigterm asks the process that holds a data folder's lock to end: sigterm DIR.
func sigterm(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sigterm DIR")
	}
	holding, _ := holder(ts.MkAbs(args[0]))
	pid, err := strconv.Atoi(holding)
	ts.Check(err)
	ts.Check(syscall.Kill(pid, syscall.SIGTERM))
}

// answers waits until an address answers 200 with a body that a regular
// expression matches: answers URL REGEXP.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: answers URL REGEXP")
	}
	want, err := regexp.Compile(args[1])
	ts.Check(err)
	ts.Check(eventually(func() error {
		res, err := http.Get(args[0])
		if err != nil {
			return err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err == nil && (res.StatusCode != http.StatusOK || !want.Match(body)) {
			err = fmt.Errorf("%s: %s, no %s in\n%s", args[0], res.Status, want, body)
		}
		return err
	}))
}

// eventually repeats f until it gives no error, for a minute.
func eventually(f func() error) error {
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if err := f(); err == nil || time.Now().After(end) {
			return err
		}
	}
}

// The portals of a script: started by "portals DIR", which writes their
// profiles into DIR/portals; "portals edit" changes the text of one article of
// each, "portals visit" only moves its view counter.
func portals(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: portals DIR|edit|visit")
	}
	switch args[0] {
	case "edit", "visit":
		for _, p := range ts.Value(portalsKey{}).([]*sample.Portal) {
			address := p.Articles()[0].URL
			if args[0] == "visit" {
				ts.Check(p.Visit(address, 100))
				continue
			}
			ts.Check(p.Edit(address, func(a *sample.Article) {
				a.Body = append(a.Body, "Tòa soạn đính chính con số trong bản tin trưa.")
			}))
		}
	default:
		started, err := sample.Start(nil, ts.Value(portalsKey{}).([]*sample.Portal)...)
		ts.Check(err)
		ts.Defer(func() { started.Close() })
		ts.Check(started.WriteProfiles(filepath.Join(ts.MkAbs(args[0]), "portals")))
	}
}

type portalsKey struct{}
