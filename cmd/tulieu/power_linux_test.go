package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tulieu"
	"tulieu/internal/archive"
)

var (
	cuts    = flag.Int("cuts", short(3), "power cuts of the campaign")
	cutSeed = flag.Uint64("cut-seed", 0, "seed of the power cut campaign; 0 takes the clock")
)

// roundsOfImage is how many cuts one file system goes through.
const roundsOfImage = 4

// TestPowerCut cuts the power of serve and import at random moments. Their
// folder lies on an ext4 image in a file. At the moment of the cut the
// processes are stopped, the file system is shut down without a flush of its
// journal, so that what the page cache holds never reaches the image, and the
// image is copied. The copy, mounted, is what a machine finds when the power
// comes back: whatever was acknowledged is there, and the next start needs no
// hand. A file written and not synced must be absent from it, or else this was
// no power cut.
func TestPowerCut(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may mount an image")
	}
	if *cutSeed == 0 {
		*cutSeed = uint64(time.Now().UnixNano())
	}
	t.Logf("-cut-seed=%d", *cutSeed)
	rng := rand.New(rand.NewPCG(*cutSeed, 1))
	disks := []*disk{
		{name: "commit=5", options: "commit=5"},
		{name: "commit=1000", options: "commit=1000"},
		{name: "fast_commit", options: "commit=1000", features: "fast_commit"},
	}
	acked := map[*disk]map[tulieu.ID]bool{}
	total, torn := 0, 0
	var slowest time.Duration
	for round := range *cuts {
		d := disks[round%len(disks)]
		if round/len(disks)%roundsOfImage == 0 {
			d.make(t)
			total += len(acked[d])
			acked[d] = map[tulieu.ID]bool{}
		}
		if err := d.mount(t); err != nil {
			t.Skipf("no image may be mounted here: %v", err)
		}
		data := filepath.Join(d.dir, "data")
		news := filepath.Join(t.TempDir(), "news.jsonl")
		writeSampleArticles(t, news, int64(round), 600)
		group := startGroup(t, data,
			[]string{"serve", "--listen", "127.0.0.1:0"},
			[]string{"import", "--acks", "/dev/fd/3", news},
		)
		if round%2 == 0 { // every other cut comes while they start
			group.firstAck(10 * time.Second)
		}
		time.Sleep(time.Duration(rng.IntN(1500)) * time.Millisecond)
		group.stop()
		witness := filepath.Join(d.dir, "witness")
		if err := os.WriteFile(witness, []byte("written and not synced"), 0o644); err != nil {
			t.Fatal(err)
		}
		cutErr := d.cut()
		for _, id := range group.kill() {
			acked[d][id] = true
		}
		if cutErr != nil {
			t.Fatal(cutErr)
		}
		d.unmount(t)
		d.swap(t)
		if err := d.mount(t); err != nil {
			t.Fatalf("cut %d, %s: the file system: %v", round+1, d.name, err)
		}
		if b, err := os.ReadFile(witness); !errors.Is(err, fs.ErrNotExist) && len(b) > 0 {
			t.Errorf("cut %d, %s: %q, %v: what was not synced is there, so the power was not cut", round+1, d.name, b, err)
		}
		e, said := quietEnv(data), &words{}
		e.stderr = said
		slowest = max(slowest, checkWhole(t, e, acked[d]).caughtUp)
		if strings.Contains(said.String(), "index damaged") {
			t.Errorf("cut %d, %s: the index had to be built anew: %s", round+1, d.name, said)
		}
		ends, err := filepath.Glob(filepath.Join(data, "warc", "torn", "*"))
		if err != nil {
			t.Fatal(err)
		}
		if round/len(disks)%roundsOfImage == roundsOfImage-1 || round >= *cuts-len(disks) {
			torn += len(ends)
		}
		d.unmount(t)
		if t.Failed() {
			t.Fatalf("after cut %d, %s", round+1, d.name)
		}
	}
	for _, d := range disks {
		total += len(acked[d])
	}
	t.Logf("%d power cuts, %d articles acknowledged, 0 lost, 0 folders unopenable, 0 indexes built anew; %d torn ends moved aside; slowest start to caught up %v", *cuts, total, torn, slowest)
}

// checkWhole is checkFolder, and reads everything that is there again.
func checkWhole(t *testing.T, e *env, acked map[tulieu.ID]bool) start {
	t.Helper()
	took := checkFolder(t, e, acked)
	if archive.Exists(e.data) {
		tulieuRuns(t, e.data, "archive", "verify")
	}
	return took
}

// A disk is a file system in a file.
type disk struct {
	name     string
	options  string // of mount
	features string // of mkfs

	image string
	dir   string // where it is mounted
}

// make begins an empty file system.
func (d *disk) make(t *testing.T) {
	t.Helper()
	d.dir = t.TempDir()
	d.image = filepath.Join(t.TempDir(), "image")
	f, err := os.Create(d.image)
	if err == nil {
		err = errors.Join(f.Truncate(192<<20), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-q", "-F", d.image}
	if d.features != "" {
		args = append([]string{"-O", d.features}, args...)
	}
	if out, err := exec.Command("mkfs.ext4", args...).CombinedOutput(); err != nil {
		t.Skipf("mkfs.ext4: %v: %s", err, out)
	}
}

func (d *disk) mount(t *testing.T) error {
	out, err := exec.Command("mount", "-t", "ext4", "-o", "loop,"+d.options, d.image, d.dir).CombinedOutput()
	if err != nil {
		return errors.New(strings.TrimSpace(err.Error() + ": " + string(out)))
	}
	dir := d.dir
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) }) // of a test that failed
	return nil
}

func (d *disk) unmount(t *testing.T) {
	t.Helper()
	if err := unix.Unmount(d.dir, 0); err != nil {
		t.Fatalf("unmount %s: %v", d.dir, err)
	}
}

// cut ends all writing to the image at once and copies it.
func (d *disk) cut() error {
	const (
		shutdown     = 0x8004587d // EXT4_IOC_SHUTDOWN
		withoutFlush = 2          // EXT4_GOING_FLAGS_NOLOGFLUSH
	)
	f, err := os.Open(d.dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.IoctlSetPointerInt(int(f.Fd()), shutdown, withoutFlush); err != nil {
		return fmt.Errorf("shut %s down: %w", d.dir, err)
	}
	if out, err := exec.Command("cp", "--sparse=always", d.image, d.image+".cut").CombinedOutput(); err != nil {
		return fmt.Errorf("copy of the image: %w: %s", err, out)
	}
	return nil
}

// swap puts the copy that cut made in the place of the image.
func (d *disk) swap(t *testing.T) {
	t.Helper()
	if err := os.Rename(d.image+".cut", d.image); err != nil {
		t.Fatal(err)
	}
}

// stop halts all processes where they are.
func (g *group) stop() {
	for _, c := range g.cmds {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGSTOP)
	}
}
