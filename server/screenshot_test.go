package server

import (
	"context"
	"flag"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"tulieu"
)

var screenshots = flag.String("screenshots", "", "folder to keep screenshots of the pages in")

// openBrowser starts a browser that ends with the test, or skips the test.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser is slow")
	}
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium to look with")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(browser), chromedp.UserDataDir(browserProfile(t)), chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

func keepScreenshot(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	if *screenshots == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPagesFitTheScreen opens the pages in a real browser, light and dark, on
// a desk and on a phone: they have no horizontal scroll bar, and the browser
// blocks nothing of ours. `go test ./server -run Screen -screenshots DIR`
// keeps the pictures.
func TestPagesFitTheScreen(t *testing.T) {
	srv := httptest.NewServer(newWorld(t).server(t))
	defer srv.Close()
	ctx := openBrowser(t)
	pages := []struct{ name, target string }{
		{"home", "/"},
		{"search", "/?q=thi+dua&directive=05-ct-tw-2016&from=2010"},
		{"article", "/articles/" + string(tulieu.NewID(firstURL))},
		{"directive", "/directives/03-ct-tw-2011"},
		{"directives", "/directives?q=tw"},
		{"about", "/about?lang=en"},
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, screen := range []struct {
			name          string
			width, height int64
		}{{"desk", 1280, 900}, {"phone", 390, 844}} {
			for _, page := range pages {
				if *screenshots == "" && (scheme == "dark" || page.name == "about") {
					continue
				}
				_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
				})
				if err == nil {
					err = chromedp.Do(ctx, chromedp.EmulateViewport(screen.width, screen.height), chromedp.Navigate(srv.URL+page.target))
				}
				if err != nil {
					t.Fatalf("%s: %v", page.target, err)
				}
				width, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
				if err != nil {
					t.Fatalf("%s: %v", page.target, err)
				}
				name := page.name + "-" + screen.name + "-" + scheme
				if width > screen.width {
					t.Errorf("%s is %d wide, want at most %d", name, width, screen.width)
				}
				keepScreenshot(ctx, t, name)
			}
		}
	}
}

// TestSuggestionsAppear types into the search box of a real browser and goes
// where the first suggestion leads, a paper, and the last one, an article.
func TestSuggestionsAppear(t *testing.T) {
	config := newWorld(t).config()
	article := tulieu.NewID(firstURL)
	config.Suggester = fixed{Titles: []tulieu.ID{article}}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	defer srv.Close()
	ctx := openBrowser(t)
	for _, tt := range []struct{ key, want string }{
		{kb.ArrowDown, "/directives/05-ct-tw-2016"},
		{kb.ArrowUp, "/articles/" + string(article)},
	} {
		err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+"/"),
			chromedp.SendKeys(chromedp.CSS("#q"), "chi thi 05"), chromedp.WaitVisible(chromedp.CSS(".suggestions li")))
		if err != nil {
			t.Fatal(err)
		}
		keepScreenshot(ctx, t, "suggestions")
		if _, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(tt.key), chromedp.KeyEvent(kb.Enter)); err != nil {
			t.Fatal(err)
		}
		at, err := chromedp.Run(ctx, chromedp.Location())
		if err != nil || at != srv.URL+tt.want {
			t.Errorf("the suggestion leads to %s, %v; want %s", at, err, srv.URL+tt.want)
		}
	}
}

// browserProfile is a folder that a browser may still write to while it
// ends, which t.TempDir takes for a failure.
func browserProfile(t *testing.T) string {
	dir, err := os.MkdirTemp("", "tulieu-browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	return dir
}
