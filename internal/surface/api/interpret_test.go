package api_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/domain/interpret"
	"gongkai.example/gongkai/internal/platform/auth"
)

// interpretation is that of a draft of the clerk's unit.
func (w *world) interpretation() map[string]any {
	w.t.Helper()
	return w.call("POST", "/api/interpretations", "officer", fmt.Sprintf(`{"policy":%s}`, text(w.document()["id"])), 201)
}

// TestInterpret: what an interpretation lacks is said, a piece comes with its files, and who
// writes it does not let the document go without it.
func TestInterpret(t *testing.T) {
	w := newWorld(t)
	x := w.interpretation()
	one := "/api/interpretations/" + text(x["id"])
	if lacks := text(w.call("GET", one, "officer", "", 200)["lacks"]); !strings.Contains(lacks, "办理流程") {
		t.Errorf("lacks %s", lacks)
	}
	x = w.call("POST", one+"/edit", "officer", fmt.Sprintf(`{"rev":%s,"purpose":"居民盼着小饭馆干净卫生。","outline":"讲三件事","forms":["video"],"channels":["site"],"on":"2023-08-21","person":"孙局长","contact":"0791-00000000"}`, text(x["rev"])), 200)
	fields := map[string]string{"rev": text(x["rev"]), "kind": "video", "title": "一分钟看懂"}
	bad := w.upload(one+"/add", "officer", fields, upload{"captions", "字幕.vtt", []byte("WEBVTT\n\n00:00.000 --> 00:02.000\n看懂\n")}, 422)
	if said := text(bad["errors"]); !strings.Contains(said, `"field":"file"`) || !strings.Contains(said, `"field":"transcript"`) {
		t.Errorf("says %v", bad)
	}
	fields["kind"], fields["alt"] = "picture", "三步办好"
	x = w.upload(one+"/add", "officer", fields, upload{"file", "图解.png", pixel(t)}, 200)
	w.call("POST", one+"/drop", "officer", fmt.Sprintf(`{"rev":%s,"piece":1}`, text(x["rev"])), 422)
	w.hire("signer", "郑文远", w.district(), auth.Signer, interpret.Policy)
	w.call("POST", one+"/except", "officer", fmt.Sprintf(`{"rev":%s,"decider":"王区长","reason":"应急处置"}`, text(x["rev"])), 403)
	x = w.call("POST", one+"/except", "signer", fmt.Sprintf(`{"rev":%s,"decider":"王区长","reason":"应急处置"}`, text(x["rev"])), 200)
	if f := w.call("GET", "/api/interpretations/figures", "officer", "", 200); text(f["excepted"]) != "1" {
		t.Errorf("figures %v", f)
	}
	if none := w.call("GET", "/api/public/interpretations", "", "", 200); text(none["total"]) != "0" {
		t.Errorf("a draft is public: %v", none)
	}
	w.call("GET", "/api/public/interpretation?id="+text(x["id"]), "", "", 404)
	w.call("POST", one+"/discard", "officer", fmt.Sprintf(`{"rev":%s,"reason":"不再制定"}`, text(x["rev"])), 200)
}

// pixel is a picture.
func pixel(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))))
	return b.Bytes()
}
