package foi

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
)

// A MyFile is a copy that was given out with the reply, as its applicant is told of it.
type MyFile struct {
	ID    int64      `json:"id"`
	Title string     `json:"title"` // as the reply names it
	Type  files.Type `json:"type"`
	Size  int64      `json:"size"` // bytes

	file files.File
}

// Name is what the file is called when it is saved: by its title, with the ending of its type.
func (f MyFile) Name() string { return f.Title + filepath.Ext(f.file.Name) }

// MIME is the media type of the file.
func (f MyFile) MIME() string { return f.Type.MIME() }

// MadeAt is when the copy was kept.
func (f MyFile) MadeAt() time.Time { return f.file.MadeAt }

// A MyPaper is a paper that came with the request. What it shows stays locked: the
// applicant has it, and a number and a code are not enough to take it out again.
type MyPaper struct {
	Kind string     `json:"kind"` // identity, authority, mail
	Type files.Type `json:"type"`
}

// served reports whether the reply of a request is with its applicant: it went out
// and did not come back.
func served(tx *db.Tx, r *Request) (bool, error) {
	if r.Status != Answered && r.Status != Archived || r.Answered == "" || r.Forgotten != "" {
		return false, nil
	}
	m, err := newestReply(tx, r.ID)
	if fault.Of(err) == fault.NotFound { // taken over from paper
		return false, nil
	}
	return m.Sent != "" && m.Back == "", err
}

// givenOut are the copies that the served reply gives out; none before it is served.
func givenOut(tx *db.Tx, r *Request) (out []MyFile, err error) {
	is, err := served(tx, r)
	if err != nil || !is {
		return nil, err
	}
	items, err := itemsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for i := range items {
		for _, g := range items[i].Given {
			at := slices.IndexFunc(items[i].Copies, func(f files.File) bool { return f.ID == g.File })
			if at < 0 {
				continue
			}
			f := items[i].Copies[at]
			out = append(out, MyFile{ID: f.ID, Title: g.Title, Type: f.Type, Size: f.Size, file: f})
		}
	}
	return out, nil
}

// broughtIn are the papers that came with a request.
func broughtIn(tx *db.Tx, r *Request) (out []MyPaper, err error) {
	add := func(kind string, all []files.File) {
		for _, f := range all {
			out = append(out, MyPaper{kind, f.Type})
		}
	}
	for _, p := range []struct{ kind, noun string }{{"identity", identityNoun}, {"authority", authorityNoun}} {
		all, err := files.Locked(tx, p.noun, int64(r.ID))
		if err != nil {
			return nil, err
		}
		add(p.kind, all)
	}
	letters, err := incomingOf(tx, r.ID)
	for _, l := range letters {
		add("mail", l.Kept)
	}
	return out, err
}

const (
	aboutPass = "foi.pass"
	passLives = 30 * time.Minute
)

// A pass stands for half an hour for the number and code that somebody has just shown,
// so that the page which offers copies and acts holds no code.
type pass struct {
	ID     ID        `json:"id"`
	Access Access    `json:"access"`
	Until  time.Time `json:"until"`
}

// opened is what a pass stands for.
//
// Errors: NotFound for what is no pass; Conflict once it is over.
func (s *Service) opened(sealed string) (p pass, err error) {
	if err := s.box.OpenJSON(sealed, aboutPass, &p); err != nil || p.ID == 0 {
		return p, fault.New(fault.NotFound, "not_found")
	}
	if s.db.Now().After(p.Until) {
		return p, fault.New(fault.Conflict, "foi.pass_over")
	}
	return p, nil
}

// Shown is the number and code that the pass of a page stands for.
//
// Errors: NotFound for what is no pass; Conflict once it is over.
func (s *Service) Shown(sealed string) (Access, error) {
	p, err := s.opened(sealed)
	return p.Access, err
}

// GivenTo is a copy that was given out, for whoever has the number and code of the request.
//
// Errors: Invalid for a number and code that do not fit; NotFound for a file that
// the served reply of this request does not give out.
func (s *Service) GivenTo(ctx context.Context, in Access, client string, file int64) (f MyFile, c io.ReadSeekCloser, err error) {
	defer fault.Wrap(&err, "foi.GivenTo(%d)", file)
	id, err := s.Enter(ctx, in, client)
	if err != nil {
		return f, nil, err
	}
	return s.given(ctx, id, file)
}

// GivenBy is GivenTo for the pass of a page that Track has made.
//
// Errors: Conflict once the pass is over.
func (s *Service) GivenBy(ctx context.Context, sealed string, file int64) (f MyFile, c io.ReadSeekCloser, err error) {
	defer fault.Wrap(&err, "foi.GivenBy(%d)", file)
	p, err := s.opened(sealed)
	if err != nil {
		return f, nil, err
	}
	return s.given(ctx, p.ID, file)
}

func (s *Service) given(ctx context.Context, id ID, file int64) (f MyFile, c io.ReadSeekCloser, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := db.Get[Request](tx, "FROM foi_request WHERE id = ?", id)
		if err != nil {
			return err
		}
		all, err := givenOut(tx, &r)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(f MyFile) bool { return f.ID == file })
		if at < 0 {
			return fault.New(fault.NotFound, "not_found")
		}
		f = all[at]
		return nil
	})
	if err != nil {
		return f, nil, err
	}
	c, err = s.files.Open(ctx, f.file)
	return f, c, err
}
