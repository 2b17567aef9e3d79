package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeCommands runs every command of README.md, in order, in one shell
// and an empty folder: a reader may do the same.
func TestReadmeCommands(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	script.WriteString("set -euo pipefail\ncurl() { command curl -fsS \"$@\"; }\ntrap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n")
	for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatch(string(readme), -1) {
		script.WriteString(block[1])
		if strings.Contains(block[1], "tulieu serve &") {
			script.WriteString("for i in $(seq 100); do curl http://127.0.0.1:8080/readyz 2>/dev/null && break; sleep .1; done\n")
		}
	}
	addr := freeAddress(t)
	cmd := exec.Command(bash, "-c", strings.ReplaceAll(script.String(), "127.0.0.1:8080", addr))
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "TULIEU_LISTEN="+addr)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("README.md: %v\n%s", err, out)
	}
	for _, want := range []string{
		"1 added, 0 revised",
		"Công đoàn Sở Ngoại vụ phát động thi đua", // search on a terminal
		`"total":1`,              // search over HTTP
		`"slug":"05-ct-tw-2016"`, // a directive
		"so-ngoai-vu.yaml",       // portal lint
	} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("README.md's commands print no %q:\n%s", want, out)
		}
	}
}
