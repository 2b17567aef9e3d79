package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"tulieu"
	"tulieu/internal/mention"
	"tulieu/internal/register"
)

// A catalogue is what is known of papers, units and provinces today: the
// register under the editors' corrections, which may change while it is asked.
type catalogue struct{ now atomic.Pointer[knowledge] }

// Knowledge is the register of one moment, and the resolver that goes by it.
type knowledge struct {
	register *register.Register
	resolver *mention.Resolver
}

func newCatalogue(r *register.Register) *catalogue {
	c := &catalogue{}
	c.now.Store(&knowledge{r, mention.NewResolver(r)})
	return c
}

// correct puts the editors' corrections o in force.
func (c *catalogue) correct(o *register.Overrides) {
	now := c.now.Load()
	r := now.register.Corrected(o)
	c.now.Store(&knowledge{r, now.resolver.With(r)})
}

// Resolve says what the mentions of a mean today.
func (c *catalogue) Resolve(a *tulieu.Article, p *tulieu.Portal) *tulieu.Entry {
	return c.now.Load().resolver.Resolve(a, p)
}

// Query and those below ask the resolver and the register of the moment.

func (c *catalogue) Query(text string) []mention.Named {
	return c.now.Load().resolver.Query(text)
}

func (c *catalogue) Label(f tulieu.Field, value string) string {
	return c.now.Load().register.Label(f, value)
}

func (c *catalogue) Directive(slug string) (tulieu.Directive, bool) {
	return c.now.Load().register.Directive(slug)
}

func (c *catalogue) Directives() []tulieu.Directive { return c.now.Load().register.Directives() }

func (c *catalogue) ByNumber(number string) []tulieu.Directive {
	return c.now.Load().register.ByNumber(number)
}

func (c *catalogue) CitedBy(slug string) []tulieu.Relation {
	return c.now.Load().register.CitedBy(slug)
}

func (c *catalogue) IssuedBy(plenum string) []tulieu.Directive {
	return c.now.Load().register.IssuedBy(plenum)
}

func (c *catalogue) Attested(slug string, entries []*tulieu.Entry) (tulieu.Directive, bool) {
	return c.now.Load().register.Attested(slug, entries)
}

func (c *catalogue) Unit(slug string) (tulieu.Unit, bool) { return c.now.Load().register.Unit(slug) }

func (c *catalogue) Units() []tulieu.Unit { return c.now.Load().register.Units() }

func (c *catalogue) UnitsNamed(name string) []tulieu.Unit {
	return c.now.Load().register.UnitsNamed(name)
}

func (c *catalogue) Ancestors(unit string) []string { return c.now.Load().register.Ancestors(unit) }

func (c *catalogue) Children(unit string) []string { return c.now.Load().register.Children(unit) }

func (c *catalogue) RollUp(slug string) []string { return c.now.Load().register.RollUp(slug) }

func (c *catalogue) Province(slug string) (tulieu.Province, bool) {
	return c.now.Load().register.Province(slug)
}

// everyArticle calls f with each article; one that is gone or damaged is passed
// over.
func (l *library) everyArticle(ctx context.Context, f func(*tulieu.Article)) error {
	for after := tulieu.Seq(0); ; {
		changes, err := l.Changes(ctx, after, 1000)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			a, err := l.Article(ctx, c.ID)
			switch {
			case errors.Is(err, tulieu.ErrNotFound), errors.Is(err, tulieu.ErrGone), errors.Is(err, tulieu.ErrDamaged):
			case err != nil:
				return fmt.Errorf("article %s: %w", c.ID, err)
			default:
				f(a)
			}
		}
		after = changes[len(changes)-1].Seq
	}
}
