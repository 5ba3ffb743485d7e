package simulate

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/kernel/screen"
)

// TestLeaks: a secret on a page that only a link leads to is found, in a feed too, and
// so is a link that leads nowhere; filters on filters are not followed.
func TestLeaks(t *testing.T) {
	pages := map[string]string{
		"/":                     `<a href="/list?unit=1">x</a> <a href="/gone">x</a> <link rel="alternate" href="/feed.xml">`,
		"/list?unit=1":          `<a href="/list?unit=1&amp;column=2">x</a> <a href="/item/1">x</a> <a href="/list?unit=1&amp;after=9">x</a>`,
		"/list?unit=1&after=9":  `<a href="/item/2">x</a>`,
		"/item/1":               `known by 110101196001010011`,
		"/item/2":               `nothing`,
		"/feed.xml":             `<item><link>http://localhost/item/3</link></item>`,
		"/item/3":               `call 13900000001`,
		"/list?unit=1&column=2": `never read 13900000001`,
	}
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, has := pages[r.RequestURI]
		w.Header().Set("Content-Type", "text/html")
		if strings.HasSuffix(r.URL.Path, ".xml") {
			w.Header().Set("Content-Type", "application/rss+xml")
		}
		if !has {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, text)
	})
	r := newReader(h, []planted{{"110101196001010011", 4, "identity"}, {"13900000001", 5, "phone"}, {"", 6, "code"}}, 100)
	if err := r.crawl(t.Context(), "/"); err != nil {
		t.Fatal(err)
	}
	if r.pages != 8 || len(r.leaks) != 2 || r.leaks[0] != (Leak{"/item/1", 4, "identity"}) && r.leaks[1] != (Leak{"/item/1", 4, "identity"}) {
		t.Errorf("%d pages, %+v", r.pages, r.leaks)
	}
	if len(r.broken) != 1 || r.broken[0] != "/gone" {
		t.Errorf("broken: %q", r.broken)
	}
}

// TestPlanted: the identity numbers of simulated citizens are such that the program
// takes them for identity numbers, and no two are the same.
func TestPlanted(t *testing.T) {
	rules, seen := screen.New(screen.Options{Packs: screen.Packs()}), map[string]bool{}
	for n := range 200 {
		id := identity(Luck(1, n), n)
		found := rules.Text("body", id)
		if len(found) != 1 || found[0].Rule != "id_card" || seen[id] {
			t.Fatalf("%s: %+v", id, found)
		}
		seen[id] = true
	}
}

// TestFee: the fees that are counted page by page are those of the law's table.
func TestFee(t *testing.T) {
	for _, pages := range []int{0, 1, 30, 31, 100, 101, 200, 201, 500} {
		want := int64(0)
		for n := 1; n <= pages; n++ {
			rate := 0
			for _, b := range law.Bands(law.Page) {
				if n >= b.From {
					rate = b.Rate
				}
			}
			want += int64(rate) * 100
		}
		if got := feeOf(pages); got != want {
			t.Errorf("%d pages are %d fen, the table says %d", pages, got, want)
		}
	}
}

// TestLuck: the same words have the same luck, and others another.
func TestLuck(t *testing.T) {
	a, b := Luck(1, "item", 7).Uint64(), Luck(1, "item", 7).Uint64()
	if a != b || a == Luck(2, "item", 7).Uint64() || a == Luck(1, "item", 8).Uint64() || Luck(1, "a", "bc").Uint64() == Luck(1, "ab", "c").Uint64() {
		t.Error("luck hangs on something else")
	}
	n := [3]int{}
	for i := range 3000 {
		n[weighed(Luck(1, "w", i), []int{1, 0, 2})]++
	}
	if n[1] != 0 || n[0] < 850 || n[0] > 1150 {
		t.Errorf("weighed %v", n)
	}
}
