package extract

import (
	"crypto/sha256"
	"path"
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"
)

// What is kept of files that were read: at most some 16 MB.
const (
	recentFiles = 128
	recentBytes = 128 << 10 // of the text of one
)

// A content is what Read depends on.
type content struct {
	sum [sha256.Size]byte
	ext string
}

func contentOf(name string, data []byte) content {
	return content{sha256.Sum256(data), strings.ToLower(path.Ext(name))}
}

// recent is what files said that were read a short time ago. An attachment is read when
// it is stripped, when it is handed in, before it is released, and for the search.
var recent = func() *lru.Cache[content, File] {
	c, err := lru.New[content, File](recentFiles)
	if err != nil {
		panic(err) // a size below one
	}
	return c
}()

// keep remembers a file that is small enough.
func keep(of content, f File) {
	size := 0
	for _, p := range f.Parts {
		size += len(p.Name) + len(p.Text)
	}
	for _, t := range f.Traces {
		size += len(t.Part) + len(t.Text)
	}
	if size <= recentBytes {
		recent.Add(of, f)
	}
}
