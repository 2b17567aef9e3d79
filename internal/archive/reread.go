package archive

import (
	"context"
	"errors"
	"fmt"

	"tulieu"
)

// Reread reads all captures again, as Options.Read reads them now, and gives
// a new Seq to the articles that changed by it. An article's versions are what
// the same extractor tells apart in its captures. Pages that gave no article
// may give one now; an article that no capture gives any more is Removed.
//
// It works in short transactions, so that others write meanwhile; broken off,
// it is simply begun again. The damages are captures that could not be read:
// their articles stay as they are.
func (a *Archive) Reread(ctx context.Context, progress func(done, total int)) (changed int, damages []Damage, err error) {
	if a.read == nil {
		return 0, nil, fmt.Errorf("archive: reread: no reader: %w", tulieu.ErrInvalid)
	}
	var articles, others []int64
	collect := func(into *[]int64, query string) error {
		return each(ctx, a, query, nil, func(scan func(...any) error) error {
			var n int64
			err := scan(&n)
			*into = append(*into, n)
			return err
		})
	}
	err = errors.Join(
		collect(&articles, `SELECT num FROM articles WHERE state IN (0, 3) ORDER BY num`),
		collect(&others, `SELECT ord FROM captures WHERE article IS NULL ORDER BY ord`))
	if err != nil {
		return 0, nil, fmt.Errorf("archive: reread: %w", err)
	}
	total := len(articles) + len(others)
	done := 0
	inBatches := func(nums []int64, f func(*txn, int64) (bool, error)) error {
		const batch = 64
		for len(nums) > 0 {
			some := nums[:min(batch, len(nums))]
			n := 0
			err := a.write(ctx, func(t *txn) error {
				for _, num := range some {
					if err := ctx.Err(); err != nil {
						return err
					}
					yes, err := f(t, num)
					if errors.Is(err, tulieu.ErrDamaged) {
						damages = append(damages, Damage{dbName, err.Error()})
					} else if err != nil {
						return err
					}
					if yes {
						n++
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			nums = nums[len(some):]
			changed += n
			if done += len(some); progress != nil {
				progress(done, total)
			}
		}
		return nil
	}
	if err = inBatches(articles, (*txn).rereadArticle); err == nil {
		err = inBatches(others, (*txn).rereadOther)
	}
	if err != nil {
		return changed, damages, fmt.Errorf("archive: reread: %w", err)
	}
	return changed, damages, nil
}

// rereadArticle folds the captures of article num again.
func (t *txn) rereadArticle(num int64) (bool, error) {
	r, err := articleBy(t.ctx, t, "num", num)
	if err != nil || r == nil || r.state != live && r.state != void {
		return false, err
	}
	change, owner, err := t.refold(r, nil)
	if err != nil {
		return false, err
	}
	if change != tulieu.Unchanged {
		if err := t.log(r.num, change); err != nil {
			return false, err
		}
	}
	if err := t.putArticle(r); err != nil || owner == nil {
		return change != tulieu.Unchanged, err
	}
	// The new reading finds that this is an article known by another address.
	if err := t.merge(r, owner); err != nil || owner.state == gone {
		return true, err
	}
	if change, _, err = t.refold(owner, nil); err != nil {
		return true, err
	}
	if change != tulieu.Unchanged {
		if err := t.log(owner.num, change); err != nil {
			return true, err
		}
	}
	return true, t.putArticle(owner)
}

// rereadOther reads a capture that held no article.
func (t *txn) rereadOther(ord int64) (bool, error) {
	rs, err := capturesWhere(t.ctx, t, `ord = ? AND article IS NULL`, ord)
	if err != nil || len(rs) == 0 {
		return false, err
	}
	in := arrival{captureRow: rs[0]}
	if in.capture, in.reading, err = t.readAgain(&rs[0]); err != nil {
		return false, err
	}
	if in.who, err = t.identify(in.capture, in.reading, ""); err != nil || in.who.gone != "" {
		return false, err
	}
	out, err := t.enter(&in)
	return out.Change != tulieu.Unchanged, err
}
