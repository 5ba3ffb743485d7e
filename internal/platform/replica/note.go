package replica

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"

	"github.com/minio/minio-go/v7"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Note lies beside the copy and says what a restoration of it has to have.
type Note struct {
	Keys   map[string]string `json:"keys"`   // name of a key file to its SHA-256
	Schema int64             `json:"schema"` // version of the last step of the schema
}

const noteFile = "note.json"

// WriteNote keeps the note, in the place of an earlier one.
//
// Errors: Busy if the bucket does not answer.
func WriteNote(ctx context.Context, c Config, n Note) (err error) {
	defer fault.Wrap(&err, "replica.WriteNote")
	b, err := openBucket(c)
	if err != nil {
		return err
	}
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = b.client.Client.PutObject(ctx, b.name, path.Join(b.prefix, noteFile), bytes.NewReader(text), int64(len(text)), minio.PutObjectOptions{ContentType: "application/json"})
	if err != nil {
		return away(err, c)
	}
	return nil
}

// ReadNote returns the note. A copy that an older program made has none.
//
// Errors: Busy if the bucket does not answer.
func ReadNote(ctx context.Context, c Config) (n Note, there bool, err error) {
	defer fault.Wrap(&err, "replica.ReadNote")
	b, err := openBucket(c)
	if err != nil {
		return n, false, err
	}
	in, _, _, err := b.client.GetObject(ctx, b.name, path.Join(b.prefix, noteFile), minio.GetObjectOptions{})
	if errors.Is(notThere(err), fs.ErrNotExist) {
		return n, false, nil
	}
	if err != nil {
		return n, false, away(err, c)
	}
	text, err := io.ReadAll(in)
	if err := errors.Join(err, in.Close()); err != nil {
		return n, false, away(err, c)
	}
	return n, true, json.Unmarshal(text, &n)
}
