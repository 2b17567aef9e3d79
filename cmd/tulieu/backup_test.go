package main

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestABackupKilledHalfWay kills backups at random moments, while an import
// runs beside them. What a kill leaves is whole, or no backup and said so; the
// next one, into another folder, is whole, and what is restored from it holds
// all that was acknowledged before it began.
func TestABackupKilledHalfWay(t *testing.T) {
	data := t.TempDir()
	importSample(t, data, 9, *loadArticles)
	news := filepath.Join(t.TempDir(), "more.jsonl")
	writeSampleArticles(t, news, 10, *loadArticles)
	beside := startGroup(t, data, []string{"import", "--acks", "/dev/fd/3", news})
	whole, broken := 0, 0
	for range 8 {
		copied := filepath.Join(t.TempDir(), "copy")
		backup := startGroup(t, data, []string{"archive", "backup", copied})
		err := eventually(func() error {
			_, err := os.Stat(copied)
			return err
		})
		if err != nil {
			t.Fatalf("backup makes no folder: %v", err)
		}
		time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond)
		backup.kill()
		out, err := exec.Command("tulieu", "archive", "verify", copied).CombinedOutput()
		_, manifest := os.Stat(filepath.Join(copied, "BACKUP.json"))
		switch {
		case manifest == nil && err != nil:
			t.Errorf("a backup with a manifest does not verify: %v\n%s", err, out)
		case manifest != nil && err == nil:
			t.Errorf("half a backup verifies:\n%s", out)
		case manifest == nil:
			whole++
		default:
			broken++
		}
	}
	beside.firstAck(time.Minute)
	acked := beside.acknowledged()
	copied, restored := filepath.Join(t.TempDir(), "copy"), filepath.Join(t.TempDir(), "restored")
	tulieuRuns(t, data, "archive", "backup", copied)
	beside.kill()
	tulieuRuns(t, data, "archive", "verify", copied)
	if err := os.CopyFS(restored, os.DirFS(copied)); err != nil {
		t.Fatal(err)
	}
	tulieuRuns(t, restored, "archive", "verify")

	began := time.Now()
	s := serveFolder(t, restored)
	s.ask(t, "thi đua")
	took := time.Since(began)
	for _, id := range acked {
		res, err := s.client.Get(s.url + "/api/v1/articles/" + string(id))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 200 {
			t.Errorf("article %s was acknowledged before the backup began and is not in it: %s", id, res.Status)
		}
	}
	body, err := (&asker{base: s.url}).get(t.Context(), "/api/v1/search", url.Values{"size": {"1"}})
	var answer searchAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("search: %v", err)
	}
	if err != nil || answer.Total < *loadArticles+len(acked) {
		t.Errorf("search finds %d articles, %v; want %d or more", answer.Total, err, *loadArticles+len(acked))
	}
	t.Logf("8 backups killed: %d were whole, %d were not and said so; restored with %d articles: first search after %v, that is %v for 10,000",
		whole, broken, answer.Total, took.Round(time.Millisecond), (took * 10_000 / time.Duration(answer.Total)).Round(time.Second))
}
