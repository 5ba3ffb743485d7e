package extract

import "bytes"

// isVideo reports whether data is a video in MP4 (ISO 14496-12): its first box is ftyp.
func isVideo(data []byte) bool { return len(data) > 12 && string(data[4:8]) == "ftyp" }

// taken are what a camera or a telephone writes into a video about where it was taken:
// the box of QuickTime, that of 3GPP, and the key of Apple.
var taken = [][]byte{[]byte("\xa9xyz"), []byte("loci\x00\x00\x00\x00"), []byte("com.apple.quicktime.location")}

// readVideo looks for the place in a video. What is said and shown in it no program of
// this one reads: a video that is published has its words beside it, and those are screened.
func readVideo(s *source) error {
	for _, p := range taken {
		if bytes.Contains(s.data, p) {
			s.trace(Location, "", "MP4")
			return nil
		}
	}
	return nil
}
