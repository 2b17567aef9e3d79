package archive

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"testing"

	"github.com/klauspost/compress/dict"
	"github.com/klauspost/compress/zstd"

	"tulieu"
	"tulieu/internal/mention"
	"tulieu/internal/register"
	"tulieu/internal/sample"
)

var makeDictionary = flag.Bool("make-dictionary", false, "write testdata/dictionary, to become the next dictionaryN")

// sampleRows are versions as they are packed, of our own prose.
func sampleRows(t testing.TB, seed int64, n int) []kept {
	r, err := register.Load()
	if err != nil {
		t.Fatal(err)
	}
	find := mention.NewFinder(r)
	var rows []kept
	for s := range sample.Articles(seed, n) {
		a := &tulieu.Article{URL: s.URL, Portal: s.Portal, Section: s.Section, Title: s.Title, Lead: s.Lead, Body: s.Body,
			Published: s.Published, PublishedRule: "jsonl", Byline: s.Byline, Views: s.Views}
		a.Mentions = find.Find(a.Text())
		a.Provenance.Extractor, a.Provenance.Finder = 1, 1
		rows = append(rows, keptOf(a, start))
	}
	return rows
}

// TestMakeDictionary trains a dictionary on our own prose. It is kept in the
// repository, for what was packed with it can be read by no other.
func TestMakeDictionary(t *testing.T) {
	if !*makeDictionary {
		t.Skip("-make-dictionary is not given")
	}
	var plain [][]byte
	for _, k := range sampleRows(t, 20110514, 1500) {
		b, err := json.Marshal(k)
		if err != nil {
			t.Fatal(err)
		}
		plain = append(plain, b)
	}
	d, err := dict.BuildZstdDict(plain, dict.Options{MaxDictSize: 32 << 10, HashBytes: 6, ZstdDictID: 1, ZstdDictCompat: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/dictionary", d, 0o644); err != nil {
		t.Fatal(err)
	}
	fmt.Println(len(d), "bytes")
}

// TestTheDictionaryIsWorthItsPlace packs prose that it was not trained on, and
// what was packed without it is still read.
func TestTheDictionaryIsWorthItsPlace(t *testing.T) {
	if sum := fmt.Sprint(sumOf(dictionary1)); sum != "sha256:08da49cfc32b8e4d88a901a992e1f32034b977593831bc5853602d51687a99bd" {
		t.Fatalf("dictionary1 has the digest %s: what was packed with it before cannot be read", sum)
	}
	without, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var plain, old, packed int
	for i, k := range sampleRows(t, 7, 200) {
		id := tulieu.ID(fmt.Sprint(i))
		sum, body, err := k.pack(id, 1, 2)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(&k)
		if err != nil {
			t.Fatal(err)
		}
		bare := without.EncodeAll(b, []byte{packedZstd})
		plain, old, packed = plain+len(b), old+len(bare), packed+len(body)
		for _, body := range [][]byte{body, bare} {
			if got, err := unpack(id, 1, 2, sum, body); err != nil || !reflect.DeepEqual(got, &k) {
				t.Fatalf("unpack = %+v, %v; want %+v", got, err, k)
			}
		}
	}
	t.Logf("of %d bytes of JSON an article, %d are kept; %d without the dictionary", plain/200, packed/200, old/200)
	if packed*4 > old*3 {
		t.Errorf("packed to %d bytes, %d without the dictionary: it should save a quarter", packed, old)
	}
}

func BenchmarkPack(b *testing.B) {
	rows := sampleRows(b, 7, 100)
	for i := 0; b.Loop(); i++ {
		rows[i%100].pack("a", 1, 2)
	}
}

func BenchmarkUnpack(b *testing.B) {
	k := sampleRows(b, 7, 1)[0]
	sum, body, _ := k.pack("a", 1, 2)
	for b.Loop() {
		if _, err := unpack("a", 1, 2, sum, body); err != nil {
			b.Fatal(err)
		}
	}
}
