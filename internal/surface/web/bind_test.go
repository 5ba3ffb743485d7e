package web

import (
	"bytes"
	"errors"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
)

type colour string

type input struct {
	Base
	Name   string       `form:"name" label:"web.save" required:"true" max:"5"`
	Text   string       `form:"text" label:"web.save" type:"textarea"`
	Pass   string       `form:"pass" type:"password"`
	N      int          `form:"n"`
	Day    calendar.Day `form:"day"`
	Yes    bool         `form:"yes"`
	Colour colour       `form:"colour" options:"red,green"`
	Many   []colour     `form:"many"`
	Units  []int64      `form:"units"`
	None   string       // no tag: never bound
}

// Base has fields that several inputs share.
type Base struct {
	Key int64 `form:"key"`
}

func (in input) Check() error {
	var c fault.Check
	c.That(in.Name != "bad", "name", "web.bad_option")
	c.That(in.Name != "bad", "text", "web.bad_option")
	return c.Err()
}

func post(form url.Values) *Req {
	r := httptest.NewRequest(http.MethodPost, "/x?key=7&name=fromquery", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return &Req{Request: r}
}

func TestBind(t *testing.T) {
	for _, c := range []struct {
		name  string
		form  url.Values
		want  input
		wrong map[string]string // field to message key
	}{
		{
			name: "every type",
			form: url.Values{
				"name": {" 张 三 "}, "text": {"一\r\n二"}, "pass": {" p "}, "n": {"1,200"}, "day": {"2026年1月2日"}, "yes": {"true"},
				"colour": {"red"}, "many": {"a", "b"}, "units": {"3", "４"}, "none": {"x"}, "key": {"9"}, "None": {"x"},
			},
			want: input{
				Name: "张 三", Text: "一\n二", Pass: " p ", N: 1200, Day: "2026-01-02", Yes: true, Colour: "red",
				Many: []colour{"a", "b"}, Units: []int64{3, 4}, Base: Base{Key: 9},
			},
		},
		{name: "the query fills what the form leaves out", form: url.Values{"text": {"x"}}, want: input{Base: Base{7}, Text: "x"}, wrong: map[string]string{"name": "web.too_long"}},
		{name: "dates as people write them", form: url.Values{"name": {"a"}, "day": {"２０２６/1/2"}}, want: input{Base: Base{7}, Name: "a", Day: "2026-01-02"}},
		{name: "no such day", form: url.Values{"name": {"a"}, "day": {"2026-02-30"}}, want: input{Base: Base{7}, Name: "a"}, wrong: map[string]string{"day": "web.bad_date"}},
		{name: "no number", form: url.Values{"name": {"a"}, "n": {"十"}}, want: input{Base: Base{7}, Name: "a"}, wrong: map[string]string{"n": "web.bad_number"}},
		{name: "number over 64 bits", form: url.Values{"name": {"a"}, "key": {"99999999999999999999"}}, want: input{Name: "a"}, wrong: map[string]string{"key": "web.bad_number"}},
		{name: "one bad of many", form: url.Values{"name": {"a"}, "units": {"1", "x"}}, want: input{Base: Base{7}, Name: "a"}, wrong: map[string]string{"units": "web.bad_number"}},
		{name: "not an option", form: url.Values{"name": {"a"}, "colour": {"blue"}}, want: input{Base: Base{7}, Name: "a"}, wrong: map[string]string{"colour": "web.bad_option"}},
		{name: "blank is missing", form: url.Values{"name": {" \u3000"}}, want: input{Base: Base{7}}, wrong: map[string]string{"name": "web.required"}},
		{name: "too long counts characters", form: url.Values{"name": {"一二三四五六"}}, want: input{Base: Base{7}}, wrong: map[string]string{"name": "web.too_long"}},
		{name: "invalid UTF-8", form: url.Values{"name": {"a\xff"}}, want: input{Base: Base{7}}, wrong: map[string]string{"name": "web.bad_encoding"}},
		{name: "NUL", form: url.Values{"name": {"a\x00b"}}, want: input{Base: Base{7}}, wrong: map[string]string{"name": "web.bad_character"}},
		{name: "a line end in a line", form: url.Values{"name": {"a\nb"}}, want: input{Base: Base{7}}, wrong: map[string]string{"name": "web.bad_character"}},
		{name: "Check speaks beside the binder", form: url.Values{"name": {"bad"}, "n": {"x"}}, want: input{Base: Base{7}, Name: "bad"}, wrong: map[string]string{"name": "web.bad_option", "text": "web.bad_option", "n": "web.bad_number"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Bind[input](post(c.form))
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
			wrong := map[string]string{}
			if err != nil {
				for f, text := range fault.As(err).Fields {
					wrong[f] = text.Key
				}
			}
			if !maps.Equal(wrong, c.wrong) && len(wrong)+len(c.wrong) > 0 {
				t.Errorf("faults %v, want %v", wrong, c.wrong)
			}
		})
	}
}

func TestBindPathGoesFirst(t *testing.T) {
	r := post(url.Values{"key": {"9"}, "name": {"a"}})
	r.SetPathValue("key", "5")
	if in, err := Bind[input](r); err != nil || in.Key != 5 {
		t.Errorf("key %d, %v; the form named another thing than the path", in.Key, err)
	}
}

func TestBindPathOfNothing(t *testing.T) {
	r := post(url.Values{"name": {"a"}})
	r.SetPathValue("key", "x")
	if _, err := Bind[input](r); fault.Of(err) != fault.NotFound {
		t.Errorf("an address that names nothing: %v", err)
	}
}

func TestEncodeIsTheReverse(t *testing.T) {
	in := input{Name: "a", N: 3, Day: "2026-01-02", Yes: true, Many: []colour{"x", "y"}, Units: []int64{1, 2}, Base: Base{7}}
	got, err := Bind[input](post(encode(&in)))
	if err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("%+v, %v; want %+v", got, err, in)
	}
}

type upload struct {
	One  Upload   `form:"one" label:"web.save" required:"true" max:"1kB"`
	More []Upload `form:"more" max:"10"`
}

func multi(t *testing.T, files ...[3]string) *Req {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range files {
		p, err := w.CreateFormFile(f[0], f[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(f[2])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return &Req{Request: r}
}

func TestUpload(t *testing.T) {
	in, err := Bind[upload](multi(t, [3]string{"one", "附件.docx", "abc"}, [3]string{"more", "x", "1"}, [3]string{"more", "y", "2"}))
	if err != nil || in.One.Name != "附件.docx" || string(in.One.Bytes) != "abc" || in.One.Size != 3 || len(in.More) != 2 {
		t.Fatalf("%+v %v", in, err)
	}
	for name, c := range map[string]struct {
		files [][3]string
		field string
		key   string
	}{
		"missing":   {nil, "one", "web.required_choice"},
		"too large": {[][3]string{{"one", "a", strings.Repeat("x", 1025)}}, "one", "web.file_too_large"},
		"too many":  {slices.Repeat([][3]string{{"more", "a", "1"}}, maxFiles+1), "more", "web.too_many_files"},
	} {
		_, err := Bind[upload](multi(t, c.files...))
		if got := fault.As(err).Fields[c.field].Key; got != c.key {
			t.Errorf("%s: %q, want %q", name, got, c.key)
		}
	}
}

func TestBodyTooLarge(t *testing.T) {
	for name, r := range map[string]*Req{
		"urlencoded": post(url.Values{"name": {strings.Repeat("a", 5000)}}),
		"multipart":  multi(t, [3]string{"one", "a", strings.Repeat("x", 5000)}),
	} {
		r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, 2000)
		if _, err := Bind[upload](r); fault.Of(err) != fault.TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOverweight: a file that is far too large comes back as a fault of its field, and
// what was typed is there.
func TestOverweight(t *testing.T) {
	r := multi(t, [3]string{"one", "a", strings.Repeat("x", 40<<20)})
	r.Body = http.MaxBytesReader(httptest.NewRecorder(), r.Body, (&forming{input: reflect.TypeFor[upload]()}).screen().body)
	var in upload
	typed, err := bind(r, &in)
	if fault.As(err).Fields["one"].Key != "web.file_too_large" || typed == nil {
		t.Errorf("%+v %v %v", in, typed, err)
	}
}

func TestShapePanics(t *testing.T) {
	for name, f := range map[string]func(){
		"a type that cannot be read": func() {
			_ = shapeOf(reflect.TypeFor[struct {
				X float64 `form:"x"`
			}]())
		},
		"a limit that is no number": func() {
			_ = shapeOf(reflect.TypeFor[struct {
				X string `form:"x" max:"many"`
			}]())
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
				}
			}()
			f()
		}()
	}
}

func TestDisposition(t *testing.T) {
	for name, want := range map[string]string{
		"a b.pdf":              `attachment; filename="a b.pdf"; filename*=UTF-8''a%20b.pdf`,
		"台账(1).csv":            `attachment; filename="__(1).csv"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%281%29.csv`,
		"../../etc/x\"y\r\n.a": `attachment; filename="x_y.a"; filename*=UTF-8''x%22y.a`,
		"":                     `attachment; filename="download"; filename*=UTF-8''download`,
	} {
		if got := disposition(name); got != want {
			t.Errorf("%q: %s\nwant %s", name, got, want)
		}
	}
}

func TestLocal(t *testing.T) {
	for u, want := range map[string]bool{
		"/": true, "/desk?x=1": true, "//evil.example": false, "/\\evil.example": false, "https://evil.example": false,
		"": false, "desk": false, "/a\r\nSet-Cookie: x": false, "javascript:alert(1)": false,
	} {
		if local(u) != want {
			t.Errorf("local(%q) = %v", u, !want)
		}
	}
	if err := Redirect("//evil.example").Render(httptest.NewRecorder(), nil); err == nil {
		t.Error("a redirect left the site")
	}
}

func TestNumbersAndSizes(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := numText(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	for n, want := range map[int64]string{12: "12 B", 1536: "2 kB", 20 << 20: "20 MB", 1<<20 + 1<<19: "1.5 MB"} {
		if got := sizeText(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestErrorKindsAreTold(t *testing.T) {
	// A fault that is not one of ours is told as internal, with none of its words.
	v := viewOfFault(fault.As(errors.New("secret detail")), &Req{RequestID: "ABC"})
	if v.Status != http.StatusInternalServerError || v.ID != "ABC" || strings.Contains(v.Text+v.Title+v.Next, "secret") {
		t.Errorf("%+v", v)
	}
}
