package extract_test

import (
	"testing"

	"gongkai.example/gongkai/internal/kernel/extract"
	"gongkai.example/gongkai/internal/kernel/fault"
)

// video is the beginning of a video in MP4, with further boxes.
func video(more string) []byte {
	return []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + more)
}

// TestVideo: a video goes out as it is; one that says where it was taken is for a person.
func TestVideo(t *testing.T) {
	out, removed, err := extract.Strip("讲解.mp4", video("\x00\x00\x00\x08free"))
	if err != nil || len(removed) > 0 || len(out) != 32 {
		t.Errorf("%d bytes, %v, %v", len(out), removed, err)
	}
	for _, box := range []string{"\xa9xyz\x00\x12+28.68+115.85/", "loci\x00\x00\x00\x00", "com.apple.quicktime.location.ISO6709"} {
		_, _, err := extract.Strip("讲解.mp4", video(box))
		if fault.Of(err) != fault.Invalid || len(fault.As(err).Rows) != 1 {
			t.Errorf("%q: %v", box, err)
		}
	}
	f, err := extract.Read("字幕.vtt", []byte("WEBVTT\n\n00:00.000 --> 00:02.000\n补助标准每人每月三百元\n"))
	if err != nil || f.Type != "txt" || len(f.Parts) != 1 {
		t.Errorf("captions %+v, %v", f, err)
	}
}
