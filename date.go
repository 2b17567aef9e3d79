package tulieu

import (
	"fmt"
	"time"
)

// Zone is Asia/Ho_Chi_Minh, the zone of every date here. It has had no
// summer time since 1975, so a fixed offset says it without a zone database.
var Zone = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// A Precision says how much of a Date is known.
type Precision uint8

const (
	NoDate Precision = iota
	ToYear
	ToMonth
	ToDay
	ToMinute
)

// A Date is a moment as a text states it: a year, a month, a day or a minute
// in Zone. The zero Date is unknown.
type Date struct {
	Year, Month, Day, Hour, Minute int
	Precision                      Precision
}

// layouts are the ISO forms of a Date; the length of one is its precision.
var layouts = []struct {
	layout    string
	precision Precision
}{
	{"2006", ToYear},
	{"2006-01", ToMonth},
	{"2006-01-02", ToDay},
	{"2006-01-02T15:04", ToMinute},
	{"2006-01-02T15:04Z07:00", ToMinute},
	{"2006-01-02T15:04:05Z07:00", ToMinute},
}

// ParseDate reads "2016", "2016-10", "2016-10-03", "2016-10-03T08:11" or
// "2016-10-03T08:11+07:00". Years run from 1 to 9999. The empty string is the
// zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l.layout, s, Zone); err == nil && t.Year() > 0 {
			return DateOf(t, l.precision), nil
		}
	}
	return Date{}, fmt.Errorf("date %q is not like 2016, 2016-10, 2016-10-03 or 2016-10-03T08:11+07:00: %w", s, ErrInvalid)
}

// DateOf is t in Zone, cut to precision p.
func DateOf(t time.Time, p Precision) Date {
	t = t.In(Zone)
	d := Date{Precision: p}
	if p >= ToYear {
		d.Year = t.Year()
	}
	if p >= ToMonth {
		d.Month = int(t.Month())
	}
	if p >= ToDay {
		d.Day = t.Day()
	}
	if p >= ToMinute {
		d.Hour, d.Minute = t.Hour(), t.Minute()
	}
	return d
}

// Day is the Date of one calendar day. It returns the zero Date for a day
// that no calendar has, such as 31-02.
func Day(year, month, day int) Date {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, Zone)
	if year < 1 || year > 9999 || t.Month() != time.Month(month) || t.Day() != day {
		return Date{}
	}
	return DateOf(t, ToDay)
}

// IsZero reports whether nothing is known.
func (d Date) IsZero() bool { return d.Precision == NoDate }

// String is the ISO form that ParseDate reads; its length is the precision.
func (d Date) String() string {
	switch d.Precision {
	case ToYear:
		return fmt.Sprintf("%04d", d.Year)
	case ToMonth:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	case ToDay:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
	case ToMinute:
		return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d+07:00", d.Year, d.Month, d.Day, d.Hour, d.Minute)
	}
	return ""
}

// First is the first moment of the span that d names. Sorting by date sorts by it.
func (d Date) First() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), d.Hour, d.Minute, 0, 0, Zone)
}

// End is the first moment after the span that d names.
func (d Date) End() time.Time {
	t := d.First()
	switch d.Precision {
	case ToYear:
		return t.AddDate(1, 0, 0)
	case ToMonth:
		return t.AddDate(0, 1, 0)
	case ToDay:
		return t.AddDate(0, 0, 1)
	}
	return t.Add(time.Minute)
}

// Within reports whether the whole span of d lies in from … to, both ends
// included; a zero bound is open. An unknown date lies in no bounded range.
func (d Date) Within(from, to Date) bool {
	if from.IsZero() && to.IsZero() {
		return true
	}
	return !d.IsZero() &&
		(from.IsZero() || !d.First().Before(from.First())) &&
		(to.IsZero() || !d.End().After(to.End()))
}

// MarshalText writes the ISO form; the zero Date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
