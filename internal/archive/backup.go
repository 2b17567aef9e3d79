package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tulieu"
)

// manifestName is the file that makes a folder a whole backup.
const manifestName = "BACKUP.json"

// ownFolders are the editors' own files: part of every backup.
var ownFolders = []string{"portals", "register"}

// A Manifest lists the files of a backup.
type Manifest struct {
	Archive string         `json:"archive"` // its ID
	Seq     tulieu.Seq     `json:"seq"`
	At      time.Time      `json:"at"`
	Files   []ManifestFile `json:"files"`
}

// A ManifestFile is one file of a backup.
type ManifestFile struct {
	Name   string `json:"name"` // below the backup's folder, with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Backup copies the archive into the folder dst, which must be empty or not
// there, while everything goes on: archive.db as it is at one moment, of each
// WARC file the bytes that it knows of, and the editors' own files. The
// manifest is written last; a folder without one is no backup. To restore is
// to copy the folder back.
func (a *Archive) Backup(ctx context.Context, dst string) (*Manifest, error) {
	m, err := a.backup(ctx, dst)
	if err != nil {
		return nil, fmt.Errorf("archive: backup to %s: %w", dst, diskError(err))
	}
	return m, nil
}

func (a *Archive) backup(ctx context.Context, dst string) (*Manifest, error) {
	if entries, err := os.ReadDir(dst); err == nil && len(entries) > 0 {
		return nil, fmt.Errorf("the folder is not empty: %w", tulieu.ErrInvalid)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dst, warcDir), 0o755); err != nil {
		return nil, err
	}
	m := &Manifest{Archive: a.id, At: a.now().UTC()}
	to := filepath.Join(dst, dbName)
	if err := a.vacuumInto(ctx, to); err != nil {
		return nil, err
	}
	lengths, err := m.look(ctx, to)
	if err != nil {
		return nil, err
	}
	if err := m.add(ctx, dst, dbName, "", -1); err != nil {
		return nil, err
	}
	for name, length := range lengths {
		from := filepath.Join(a.dir, warcDir, name)
		if err := m.add(ctx, dst, warcDir+"/"+name, from, length); err != nil {
			return nil, err
		}
	}
	for _, folder := range ownFolders {
		err := filepath.WalkDir(filepath.Join(a.dir, folder), func(p string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			rel, err := filepath.Rel(a.dir, p)
			if err != nil {
				return err
			}
			return m.add(ctx, dst, filepath.ToSlash(rel), p, -1)
		})
		if err != nil {
			return nil, err
		}
	}
	return m, m.write(dst)
}

// vacuumInto copies archive.db as it is at one moment.
func (a *Archive) vacuumInto(ctx context.Context, to string) error {
	db, err := sql.Open("sqlite", dsn(filepath.Join(a.dir, a.db), "_pragma=busy_timeout(60000)"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, dsn(to, ""))
	return storeError(err)
}

// look reads from the copy of archive.db what it knows: its last change and
// the length of each WARC file.
func (m *Manifest) look(ctx context.Context, name string) (map[string]int64, error) {
	db, err := sql.Open("sqlite", dsn(name, "mode=ro"))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM log`).Scan(&m.Seq); err != nil {
		return nil, storeError(err)
	}
	rows, err := db.QueryContext(ctx, `SELECT name, length FROM files`)
	if err != nil {
		return nil, storeError(err)
	}
	defer rows.Close()
	lengths := map[string]int64{}
	for rows.Next() {
		var name string
		var length int64
		if err := rows.Scan(&name, &length); err != nil {
			return nil, storeError(err)
		}
		lengths[name] = length
	}
	return lengths, storeError(rows.Err())
}

// add copies length bytes of a file into the backup, all where length is
// negative, and lists it. Without from, it is there already.
func (m *Manifest) add(ctx context.Context, dst, name, from string, length int64) error {
	to := filepath.Join(dst, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	flags := os.O_RDWR
	if from != "" {
		flags |= os.O_CREATE | os.O_EXCL
	}
	out, err := os.OpenFile(to, flags, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	sum := sha256.New()
	var in io.Reader = out
	var w io.Writer = sum
	if from != "" {
		f, err := os.Open(from)
		if err != nil {
			return err
		}
		defer f.Close()
		in, w = f, io.MultiWriter(sum, out)
	}
	if length >= 0 {
		in = io.LimitReader(in, length)
	}
	n, err := io.Copy(w, cancelled{ctx, in})
	if err == nil && length >= 0 && n != length {
		err = fmt.Errorf("%s is %d bytes long, %d were written: %w", name, n, length, tulieu.ErrDamaged)
	}
	if err == nil {
		err = out.Sync()
	}
	if err == nil {
		err = syncDir(filepath.Dir(to))
	}
	m.Files = append(m.Files, ManifestFile{name, n, hex.EncodeToString(sum.Sum(nil))})
	return err
}

// write writes the manifest, whole or not at all.
func (m *Manifest) write(dst string) error {
	b, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	to := filepath.Join(dst, manifestName)
	f, err := os.Create(to + ".new")
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(to+".new", to); err != nil {
		return err
	}
	return syncDir(dst)
}

// A cancelled reader ends with its context.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// VerifyBackup says which files of the backup in dir are not those that its
// manifest lists. ErrNotFound: there is no manifest, the backup was broken off.
func VerifyBackup(ctx context.Context, dir string) (*Manifest, []Damage, error) {
	b, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("no %s: the backup was broken off, or this is none: %w", manifestName, tulieu.ErrNotFound)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("archive: backup %s: %w", dir, err)
	}
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, nil, fmt.Errorf("archive: backup %s: %s: %w: %w", dir, manifestName, tulieu.ErrDamaged, err)
	}
	var damages []Damage
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) || strings.Contains(f.Name, "\\") {
			damages = append(damages, Damage{manifestName, fmt.Sprintf("names %q", f.Name)})
			continue
		}
		got, err := sumFile(ctx, filepath.Join(dir, filepath.FromSlash(f.Name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			damages = append(damages, Damage{f.Name, "is missing"})
		case err != nil:
			return nil, nil, fmt.Errorf("archive: backup %s: %w", dir, err)
		case got != f.SHA256:
			damages = append(damages, Damage{f.Name, "does not have the digest that the manifest lists"})
		}
	}
	return &m, damages, nil
}

func sumFile(ctx context.Context, name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, cancelled{ctx, f}); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
