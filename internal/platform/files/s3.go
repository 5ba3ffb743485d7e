package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 is a bucket of a server that speaks the protocol of S3.
type S3 struct {
	URL         string // of the server, such as https://s3.example.gov.cn
	Bucket      string // it is there already
	Region      string // "" is that of the server
	Key, Secret string
}

// bucket keeps contents in a bucket. A bucket cannot rename, so what nothing
// holds goes to the trash first, and from there a time of grace later: nobody
// who saved it in the meantime loses it.
type bucket struct {
	client *minio.Client
	name   string
	wait   time.Duration // in the trash
	now    func() time.Time
}

const (
	trash = "trash"
	// stagedAt is the metadata with the time in the clock of the program, in milliseconds.
	stagedAt = "Staged"
)

func openS3(c S3, wait time.Duration, now func() time.Time) (*bucket, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.Key, c.Secret, ""), Secure: u.Scheme == "https", Region: c.Region, BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return nil, err
	}
	return &bucket{client, c.Bucket, wait, now}, nil
}

func trashPath(sha string) string { return path.Join(trash, sha) }

func stamp(t time.Time) map[string]string {
	return map[string]string{stagedAt: strconv.FormatInt(t.UnixMilli(), 10)}
}

// put sends a content, also one that is there: that marks it as new. The server
// checks the signature over its SHA-256.
func (b *bucket) put(ctx context.Context, f *os.File, _ string, c Staged) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := b.client.PutObject(ctx, b.name, blobPath(c.SHA256), f, c.Size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", UserMetadata: stamp(c.At),
	})
	return err
}

// notThere turns the answer that there is no such object into that of a folder.
func notThere(err error) error {
	if code := minio.ToErrorResponse(err).Code; code == minio.NoSuchKey || code == "NotFound" {
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	return err
}

// look finds a content, and takes it out of the trash if it lies there.
func (b *bucket) look(ctx context.Context, sha string) (minio.ObjectInfo, error) {
	info, err := b.client.StatObject(ctx, b.name, blobPath(sha), minio.StatObjectOptions{})
	if err = notThere(err); !errors.Is(err, fs.ErrNotExist) {
		return info, err
	}
	if err := b.move(ctx, trashPath(sha), blobPath(sha)); err != nil {
		return info, err
	}
	return b.client.StatObject(ctx, b.name, blobPath(sha), minio.StatObjectOptions{})
}

// move copies an object and marks the copy as new; the first stays.
func (b *bucket) move(ctx context.Context, from, to string) error {
	_, err := b.client.CopyObject(ctx,
		minio.CopyDestOptions{Bucket: b.name, Object: to, ReplaceMetadata: true, UserMetadata: stamp(b.now())},
		minio.CopySrcOptions{Bucket: b.name, Object: from})
	return notThere(err)
}

func (b *bucket) has(ctx context.Context, sha string, size int64) (bool, error) {
	info, err := b.look(ctx, sha)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.Size == size, err
}

func (b *bucket) open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	if _, err := b.look(ctx, sha); err != nil {
		return nil, err
	}
	return b.client.GetObject(ctx, b.name, blobPath(sha), minio.GetObjectOptions{})
}

func (b *bucket) sweep(ctx context.Context, before time.Time, held func(sha string) (bool, error)) (n int, err error) {
	ctx, stop := context.WithCancel(ctx) // ends the listing when this returns
	defer stop()
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: blobs + "/", Recursive: true}) {
		if o.Err != nil {
			return n, o.Err
		}
		gone, err := b.discard(ctx, o.Key, before, held)
		if err != nil {
			return n, err
		}
		if gone {
			n++
		}
	}
	return n, b.empty(ctx, held)
}

// discard puts a content into the trash that nothing holds.
func (b *bucket) discard(ctx context.Context, key string, before time.Time, held func(sha string) (bool, error)) (bool, error) {
	sha := path.Base(key)
	if is, err := held(sha); err != nil || is {
		return false, err
	}
	if old, err := b.older(ctx, key, before); err != nil || !old {
		return false, err
	}
	if err := b.move(ctx, key, trashPath(sha)); err != nil {
		return false, err
	}
	return true, b.client.RemoveObject(ctx, b.name, key, minio.RemoveObjectOptions{})
}

// empty removes what has lain in the trash long enough, and takes out what something holds after all.
func (b *bucket) empty(ctx context.Context, held func(sha string) (bool, error)) error {
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: trash + "/", Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		if old, err := b.older(ctx, o.Key, b.now().Add(-b.wait)); err != nil || !old {
			if err != nil {
				return err
			}
			continue
		}
		is, err := held(path.Base(o.Key))
		if err == nil && is {
			_, err = b.look(ctx, path.Base(o.Key))
		}
		if err == nil {
			err = b.client.RemoveObject(ctx, b.name, o.Key, minio.RemoveObjectOptions{})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// older reports whether an object was last staged before t; one that is gone is not.
func (b *bucket) older(ctx context.Context, key string, t time.Time) (bool, error) {
	info, err := b.client.StatObject(ctx, b.name, key, minio.StatObjectOptions{})
	if err = notThere(err); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return false, err
	}
	for k, v := range info.UserMetadata {
		if strings.EqualFold(k, stagedAt) {
			ms, err := strconv.ParseInt(v, 10, 64)
			return err == nil && time.UnixMilli(ms).Before(t), err
		}
	}
	return info.LastModified.Before(t), nil
}
