package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tulieu/crawler"
	"tulieu/index"
	"tulieu/internal/archive"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

type archiveCommand struct {
	Verify  archiveVerifyCommand  `cmd:"" help:"Read everything again, and say what is not as it was written."`
	Rebuild archiveRebuildCommand `cmd:"" help:"Make archive.db again from the WARC files alone; nothing else may have the folder open."`
	Reread  archiveRereadCommand  `cmd:"" help:"Read all captures again by the rules and profiles of today."`
	Backup  archiveBackupCommand  `cmd:"" help:"Copy archive and editors' files into an empty folder, while everything runs."`
}

type archiveVerifyCommand struct {
	Backup string `arg:"" optional:"" help:"Folder of a backup to verify by its manifest; the data folder unless given."`
}

func (c *archiveVerifyCommand) Run(ctx context.Context, e *env) error {
	giveWay()
	if c.Backup != "" {
		manifest, damages, err := archive.VerifyBackup(ctx, c.Backup)
		if err != nil {
			return err
		}
		return reportDamages(e, damages, fmt.Sprintf("%d files of the backup of %s are as its manifest says", len(manifest.Files), manifest.At.Format("2006-01-02 15:04:05 MST")))
	}
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	m := newMeter(e.stderr, "bytes of WARC read", -1)
	done := int64(0)
	damages, err := lib.Verify(ctx, func(n, _ int64) {
		m.add(int(n - done))
		done = n
	})
	m.done()
	if err != nil {
		return err
	}
	damages = slices.Concat(damages, lib.spoilt, indexDamages(e))
	counts, err := lib.Count(ctx)
	if err != nil {
		return err
	}
	return reportDamages(e, damages, fmt.Sprintf("%d articles, %d versions, %d captures in %d WARC files are as they were written",
		counts.Articles, counts.Versions, counts.Captures, counts.Files))
}

// indexDamages looks through the files of the index. The next start of serve
// makes a damaged one again by itself.
func indexDamages(e *env) []archive.Damage {
	if err := index.Check(filepath.Join(e.data, "index")); err != nil {
		return []archive.Damage{{Place: "index", What: err.Error()}}
	}
	return nil
}

// reportDamages names every damage; if there is none it says fine.
func reportDamages(e *env, damages []archive.Damage, fine string) error {
	for _, d := range damages {
		fmt.Fprintln(e.stdout, d)
	}
	if len(damages) > 0 {
		return fmt.Errorf("%d damages, named above; the files are left as they are: restore them from a backup", len(damages))
	}
	fmt.Fprintln(e.stdout, fine)
	return nil
}

type archiveRebuildCommand struct{}

func (archiveRebuildCommand) Run(ctx context.Context, e *env) error {
	if _, err := os.Stat(filepath.Join(e.data, "warc")); err != nil {
		return fmt.Errorf("archive rebuild: no WARC files in %s: %w", e.data, err)
	}
	lock, err := lockFolder(e.data)
	if err != nil {
		return fmt.Errorf("archive rebuild: %w", err)
	}
	defer lock.release()
	portals, err := crawler.LoadProfiles(filepath.Join(e.data, "portals"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	spoilt, err := noteEditors(e.data)
	if err := errors.Join(err, spoiltError(spoilt, "portals")); err != nil {
		return fmt.Errorf("archive rebuild: %w", err)
	}
	reg, err := register.Load()
	if err != nil {
		return err
	}
	read, err := newReader(portals, mention.NewFinder(reg))
	if err != nil {
		return err
	}
	m := newMeter(e.stderr, "records entered", -1)
	damages, err := archive.Rebuild(ctx, e.data, archive.Options{Log: e.log, Read: read, Progress: m.upTo()})
	m.done()
	if err != nil {
		return err
	}
	return reportDamages(e, damages, "archive.db is made again; the next start builds the index anew")
}

type archiveRereadCommand struct{}

func (archiveRereadCommand) Run(ctx context.Context, e *env) error {
	giveWay()
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	if err := lib.mayRead(); err != nil {
		return fmt.Errorf("archive reread: %w", err)
	}
	m := newMeter(e.stderr, "captures read", -1)
	changed, damages, err := lib.Reread(ctx, m.upTo())
	m.done()
	if err != nil {
		return err
	}
	return reportDamages(e, damages, fmt.Sprintf("%d articles changed", changed))
}

type archiveBackupCommand struct {
	Folder string `arg:"" help:"Where to: a folder that is empty or not there."`
}

func (c *archiveBackupCommand) Run(ctx context.Context, e *env) error {
	giveWay()
	lib, err := openExisting(ctx, e)
	if err != nil {
		return err
	}
	defer lib.Close()
	manifest, err := lib.Backup(ctx, c.Folder)
	if err != nil {
		return err
	}
	size := int64(0)
	for _, f := range manifest.Files {
		size += f.Size
	}
	fmt.Fprintf(e.stdout, "%d files, %d KB in %s; to restore, copy them into a data folder\n", len(manifest.Files), size>>10, c.Folder)
	return nil
}
