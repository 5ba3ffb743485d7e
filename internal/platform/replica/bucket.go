package replica

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/benbjohnson/litestream"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/superfly/ltx"
)

// bucket is where the pieces of the copy lie: a litestream.ReplicaClient over the client
// that attachments are kept with. The one of Litestream would bring a second kit for S3.
type bucket struct {
	client minio.Core
	name   string
	prefix string
}

const (
	// madeAt is the metadata with the time of a piece, in milliseconds.
	madeAt = "Made"
	// whole is the largest piece that is sent at once, in bytes; a larger one goes in parts of that size.
	whole = 16 << 20
)

func openBucket(c Config) (*bucket, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	client, err := minio.NewCore(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.Key, c.Secret, ""), Secure: u.Scheme == "https", Region: c.Region, BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return nil, err
	}
	return &bucket{*client, c.Bucket, strings.Trim(c.Prefix, "/")}, nil
}

// Type names the kind of client, for the log.
func (b *bucket) Type() string { return "s3" }

// SetLogger is for a client that has something to say.
func (b *bucket) SetLogger(*slog.Logger) {}

// Init asks whether the bucket is there.
func (b *bucket) Init(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.name)
	if err == nil && !there {
		err = fmt.Errorf("no bucket %s", b.name)
	}
	return err
}

func (b *bucket) at(level int, from, to ltx.TXID) string {
	return litestream.LTXFilePath(b.prefix, level, from, to)
}

// LTXFiles lists the pieces of a level from a transaction on.
func (b *bucket) LTXFiles(ctx context.Context, level int, seek ltx.TXID, exact bool) (ltx.FileIterator, error) {
	var all []*ltx.FileInfo
	ctx, stop := context.WithCancel(ctx) // ends the listing when this returns
	defer stop()
	for o := range b.client.Client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: litestream.LTXLevelDir(b.prefix, level) + "/", Recursive: true}) {
		if o.Err != nil {
			return nil, o.Err
		}
		from, to, err := ltx.ParseFilename(path.Base(o.Key))
		if err != nil || from < seek {
			continue
		}
		info := &ltx.FileInfo{Level: level, MinTXID: from, MaxTXID: to, Size: o.Size, CreatedAt: o.LastModified.UTC()}
		if exact {
			if info.CreatedAt, err = b.made(ctx, o); err != nil {
				return nil, err
			}
		}
		all = append(all, info)
	}
	slices.SortFunc(all, func(a, b *ltx.FileInfo) int { return strings.Compare(a.MinTXID.String(), b.MinTXID.String()) })
	return ltx.NewFileInfoSliceIterator(all), nil
}

// made is when the transactions of a piece were committed.
func (b *bucket) made(ctx context.Context, o minio.ObjectInfo) (time.Time, error) {
	info, err := b.client.StatObject(ctx, b.name, o.Key, minio.StatObjectOptions{})
	if err != nil {
		return time.Time{}, notThere(err)
	}
	for k, v := range info.UserMetadata {
		if strings.EqualFold(k, madeAt) {
			ms, err := strconv.ParseInt(v, 10, 64)
			return time.UnixMilli(ms).UTC(), err
		}
	}
	return o.LastModified.UTC(), nil
}

// OpenLTXFile reads a piece from an offset on; size 0 is to its end.
func (b *bucket) OpenLTXFile(ctx context.Context, level int, from, to ltx.TXID, offset, size int64) (io.ReadCloser, error) {
	var opt minio.GetObjectOptions
	last := int64(0) // to the end
	if size > 0 {
		last = offset + size - 1
	}
	if offset > 0 || size > 0 {
		if err := opt.SetRange(offset, last); err != nil {
			return nil, err
		}
	}
	in, _, _, err := b.client.GetObject(ctx, b.name, b.at(level, from, to), opt)
	return in, notThere(err)
}

// WriteLTXFile keeps a piece. How large it is, is not known before.
func (b *bucket) WriteLTXFile(ctx context.Context, level int, from, to ltx.TXID, r io.Reader) (*ltx.FileInfo, error) {
	var head bytes.Buffer
	h, _, err := ltx.PeekHeader(io.TeeReader(r, &head))
	if err != nil {
		return nil, err
	}
	made := time.UnixMilli(h.Timestamp).UTC()
	first, err := io.ReadAll(io.LimitReader(io.MultiReader(&head, r), whole))
	if err != nil {
		return nil, err
	}
	opt := minio.PutObjectOptions{
		ContentType: "application/octet-stream", PartSize: whole, UserMetadata: map[string]string{madeAt: strconv.FormatInt(h.Timestamp, 10)},
	}
	in, size := io.Reader(bytes.NewReader(first)), int64(len(first))
	if len(first) == whole {
		in, size = io.MultiReader(in, r), -1
	}
	info, err := b.client.Client.PutObject(ctx, b.name, b.at(level, from, to), in, size, opt)
	if err != nil {
		return nil, err
	}
	return &ltx.FileInfo{Level: level, MinTXID: from, MaxTXID: to, Size: info.Size, CreatedAt: made}, nil
}

// DeleteLTXFiles removes pieces that were joined to larger ones, or are too old.
func (b *bucket) DeleteLTXFiles(ctx context.Context, all []*ltx.FileInfo) error {
	for _, f := range all {
		if err := b.remove(ctx, b.at(f.Level, f.MinTXID, f.MaxTXID)); err != nil {
			return err
		}
	}
	return nil
}

// DeleteAll removes the whole copy.
func (b *bucket) DeleteAll(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.client.Client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: litestream.LTXDir(b.prefix) + "/", Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		if err := b.remove(ctx, o.Key); err != nil {
			return err
		}
	}
	return nil
}

func (b *bucket) remove(ctx context.Context, key string) error {
	err := notThere(b.client.RemoveObject(ctx, b.name, key, minio.RemoveObjectOptions{}))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// notThere turns the answer that there is no such object into that of a folder.
func notThere(err error) error {
	if err == nil {
		return nil
	}
	if code := minio.ToErrorResponse(err).Code; code == minio.NoSuchKey || code == "NotFound" {
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	return err
}
