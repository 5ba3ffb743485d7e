package portal

import (
	"context"
	"net/http"
	"strconv"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/proof"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/journal"
	"gongkai.example/gongkai/internal/surface/web"
)

// logFigures is how large the public log is, and under which key.
type logFigures struct {
	Signed      bool // there is a checkpoint
	Size        int64
	Root        string
	Checkpoint  string
	Origin      string
	Key         string
	Fingerprint string
}

// A journalView is the page of the public log.
type journalView struct {
	Log    logFigures
	Facts  []web.Fact
	Latest []told // public acts that have a page
	Plan   *planRow
}

// Meta is what the head says about the page.
func (v journalView) Meta() web.Meta {
	return web.Meta{Column: journalColumn}
}

// verifyForm takes a proof to check.
type verifyForm struct {
	File web.Upload `form:"file" label:"portal.proof_file" hint:"portal.proof_file_hint" accept:".json" max:"4MB" required:"true"`
}

// A verifyView is what the check of a proof found.
type verifyView struct {
	Name    string
	Good    bool
	Fault   string   // what does not fit; "" if all does
	Steps   []string // what was found in order, one after another
	Facts   []web.Fact
	Content string // what the act is about
	Log     logFigures
}

var (
	journalShow = web.MustPage[journalView](pages, web.Portal, "pages/journal.html")
	verifyPage  = web.MustPage[web.FormView[verifyForm]](pages, web.Portal, "pages/verify.html").In(journalColumn)
	verifyShow  = web.MustPage[verifyView](pages, web.Portal, "pages/verified.html").In(journalColumn)
)

func (p *Portal) journalRoutes() []web.Route {
	return []web.Route{
		web.Public(journalPath, web.Look(journalShow, p.log)).On("plan", journal.Signed),
		web.PublicForm(journalPath+"/verify", web.Make(verifyPage, nil, p.verify, nil, web.Submit("portal.verify_now"))).On(),
		web.Public(journalPath+"/checkpoint", p.checkpoint).On(journal.Signed),
		web.Public(journalPath+"/key", p.key).On(),
		web.Public(journalPath+"/tile/{path...}", p.tile).On(journal.Signed),
	}
}

// raw is a resource of the log, as C2SP tlog-tiles has it.
type raw struct {
	typ   string
	data  []byte
	fixed bool // it never changes
}

// Render writes the resource.
func (x raw) Render(w http.ResponseWriter, _ *web.Req) error {
	w.Header().Set("Content-Type", x.typ)
	if x.fixed {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err := w.Write(x.data)
	return err
}

const plain = "text/plain; charset=utf-8"

func (p *Portal) checkpoint(r *web.Req) (web.Reply, error) {
	signed, err := p.Journal.Checkpoint(r.Context())
	return raw{typ: plain, data: []byte(signed)}, err
}

func (p *Portal) key(*web.Req) (web.Reply, error) {
	return raw{typ: plain, data: []byte(p.Journal.Key().String() + "\n")}, nil
}

func (p *Portal) tile(r *web.Req) (web.Reply, error) {
	data, err := p.Journal.Tile(r.Context(), "tile/"+r.PathValue("path"))
	return raw{typ: "application/octet-stream", data: data, fixed: true}, err
}

func (p *Portal) logFigures(ctx context.Context) (v logFigures, err error) {
	key := p.Journal.Key()
	v = logFigures{Origin: key.Origin(), Key: key.String(), Fingerprint: key.Fingerprint()}
	v.Checkpoint, err = p.Journal.Checkpoint(ctx)
	if fault.Of(err) == fault.Busy { // nothing is signed yet
		return v, nil
	}
	if err != nil {
		return v, err
	}
	c, err := key.Open(v.Checkpoint)
	v.Signed, v.Size, v.Root = true, c.Size, c.Root.String()
	return v, err
}

func (p *Portal) log(ctx context.Context, _ struct{}) (v journalView, err error) {
	if v.Log, err = p.logFigures(ctx); err != nil {
		return v, err
	}
	v.Facts = []web.Fact{
		{Label: "journal.size", Text: strconv.FormatInt(v.Log.Size, 10)},
		{Label: "journal.origin", Text: v.Log.Origin},
		{Label: "journal.fingerprint", Text: v.Log.Fingerprint},
		{Label: "journal.key", Text: v.Log.Key, Note: i18n.T("portal.key_note")},
	}
	page, ok, err := p.newest(ctx)
	if !ok {
		return v, err
	}
	v.Plan = &planRow{PagePlan: page.Plan, Href: planURL(page.Plan.ID)}
	v.Latest = latest(page, 2*latestMost)
	return v, nil
}

// verify checks a proof as anybody can at home, and with the key of this log.
func (p *Portal) verify(ctx context.Context, in verifyForm) (web.Reply, error) {
	b, err := proof.Parse(in.File.Bytes)
	if err != nil {
		return nil, atFile(err)
	}
	v := verifyView{Name: in.File.Name}
	if v.Log, err = p.logFigures(ctx); err != nil {
		return nil, err
	}
	report, err := proof.Verify(b, v.Log.Key)
	for _, s := range report.Steps {
		v.Steps = append(v.Steps, i18n.Text(s))
	}
	if err != nil {
		if fault.Of(err) != fault.Invalid {
			return nil, err
		}
		v.Fault = i18n.Text(fault.As(err).Text)
		return verifyShow.With(v), nil
	}
	v.Good, v.Content = true, indent(b.Content)
	v.Facts = leafFacts(report)
	return verifyShow.With(v), nil
}

// atFile is err as one about the file.
func atFile(err error) error {
	e := *fault.As(err)
	if e.Kind == fault.Invalid || e.Kind == fault.TooLarge {
		e.Kind, e.Fields = fault.Invalid, map[string]fault.Text{"file": e.Text}
	}
	return &e
}
