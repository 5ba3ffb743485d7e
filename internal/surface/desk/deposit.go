package desk

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"

	"gongkai.example/gongkai/internal/domain/deposit"
	"gongkai.example/gongkai/internal/domain/policy"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/db"
	"gongkai.example/gongkai/internal/platform/files"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
	"gongkai.example/gongkai/internal/surface/web"
)

const (
	depositPath     = "/desk/deposit"
	depositDocument = depositPath + "/document"
	depositPackage  = depositPath + "/package"
	depositReceipt  = depositPath + "/receipt"
)

type (
	// A depositView is the page of a deposit.
	depositView struct {
		deposit.View
		State       web.Tag
		Facts       []web.Fact
		Sum         []countCell
		Package     string // where it is downloaded
		Said        string // what has changed since
		Compare     string // where the list of the city is compared; "" for who may not
		Differences []web.Link
		Buttons     []web.Button
		History     []web.Event
	}
	// onDeposit is what the form of an act shows beside its fields.
	onDeposit struct {
		Act   deposit.Act
		Name  string
		Back  string
		State web.Tag
		Facts []web.Fact
		May   bool
	}
	depositNew struct {
		onDeposit
	}
	depositHand struct {
		deposit.Handing
		onDeposit
	}
	depositReceive struct {
		deposit.Receipt
		File web.Upload `form:"file" label:"deposit.scan" hint:"deposit.scan_hint" accept:".pdf,.jpg,.jpeg,.png,.docx,.txt" max:"20MB" required:"true"`
		onDeposit
	}
	depositReturn struct {
		deposit.Refusal
		onDeposit
	}
	depositVoid struct {
		deposit.Because
		onDeposit
	}
)

// About says what follows from the act.
func (in onDeposit) About() string { return i18n.T("deposit.about." + web.ShortAct(in.Act)) }

var (
	depositList = web.ListPage[deposit.Find, deposit.Deposit](web.Desk, "deposit.deposits",
		web.Col[deposit.Deposit]{Label: "deposit.state", Class: "o1", Cell: func(d deposit.Deposit) web.Cell { return web.Cell{Tag: depositTag(d.Status)} }},
		web.Col[deposit.Deposit]{Label: "deposit.package", Class: "ti", Cell: func(d deposit.Deposit) web.Cell { return web.Cell{Text: d.Name, Href: refURL(d.Ref())} }},
		web.Col[deposit.Deposit]{Label: "deposit.document_count", Class: "num", Cell: func(d deposit.Deposit) web.Cell { return web.Cell{Text: strconv.Itoa(d.Documents)} }},
		web.Col[deposit.Deposit]{Label: "deposit.handed", Class: "num", Cell: func(d deposit.Deposit) web.Cell { return dayCell(d.Handed) }},
		web.Col[deposit.Deposit]{Label: "deposit.receipt", Class: "o2", Cell: func(d deposit.Deposit) web.Cell { return web.Cell{Text: d.Receipt} }},
	)
	depositDocuments = web.ListPage[deposit.FindDocument, deposit.Document](web.Desk, "deposit.documents",
		web.Col[deposit.Document]{Label: "deposit.change", Class: "o1", Cell: func(x deposit.Document) web.Cell { return web.Cell{Tag: changeTag(x.Change)} }},
		web.Col[deposit.Document]{Label: "policy.title", Class: "ti", Cell: func(x deposit.Document) web.Cell {
			return web.Cell{Text: x.Title, Href: refURL(policy.RefOf(x.Document)), Sub: x.Number}
		}},
		web.Col[deposit.Document]{Label: "policy.organ", Cell: func(x deposit.Document) web.Cell { return web.Cell{Text: x.Organ} }},
		web.Col[deposit.Document]{Label: "policy.issued", Class: "num", Cell: func(x deposit.Document) web.Cell { return dayCell(x.Issued) }},
		web.Col[deposit.Document]{Label: "publish.validity", Class: "o2", Cell: func(x deposit.Document) web.Cell { return web.Cell{Tag: standingTag(x.Standing)} }},
	)
	depositShow        = web.MustPage[depositView](pages, web.Desk, "pages/deposit/show.html")
	depositNewPage     = actPage[depositNew]("deposit")
	depositHandPage    = actPage[depositHand]("deposit")
	depositReceivePage = actPage[depositReceive]("deposit")
	depositReturnPage  = actPage[depositReturn]("deposit")
	depositVoidPage    = actPage[depositVoid]("deposit")
)

func (d *Desk) depositRoutes() []web.Route {
	s := d.Deposits
	return slices.Concat([]web.Route{
		web.GET(depositPath, deposit.See, web.List(depositList, s.Find, web.Empty("deposit.empty"), web.Says(d.depositTerm),
			web.Along(web.Item{Label: "deposit.differences", Path: differencePath, Perm: deposit.See}), web.Create(web.Item{Label: "deposit.make", Path: depositPath + "/new", Perm: deposit.Write}))),
		web.Form(depositPath+"/new", deposit.Write, web.Make(depositNewPage, d.blankDeposit, func(ctx context.Context, _ depositNew) (*deposit.Deposit, error) {
			return s.Make(ctx)
		}, depositURL, web.Submit("deposit.make"), web.Done("deposit.done.make"), web.Cancel(depositPath))),
		web.GET(depositPath+"/{id}", deposit.See, web.Show(depositShow, d.deposit)),
		web.GET(depositDocument, deposit.See, web.List(depositDocuments, s.Documents, web.Empty("deposit.empty_documents"), web.Along(web.Item{Label: "deposit.deposits", Path: depositPath, Perm: deposit.See}), web.Download(depositDocument+".csv"))),
		web.GET(depositDocument+".csv", deposit.See, web.CSV(depositDocuments, "deposit.documents", s.Documents)),
		web.GET(depositPackage+"/{id}", deposit.See, private(d, s.Package)),
		web.GET(depositReceipt+"/{id}", deposit.See, private(d, s.ReceiptOf)),
		web.GET(policyPath+"/export", policy.See, d.exportLibrary),
		onDeposits(d, depositHandPage, deposit.ActHand, func(v *depositView, on onDeposit) depositHand {
			return depositHand{deposit.Handing{Seen: deposit.Seen{Rev: v.Deposit.Rev}, Channel: deposit.System, On: d.DB.Today()}, on}
		}, func(ctx context.Context, id deposit.ID, in depositHand) (*deposit.Deposit, error) {
			return s.HandOver(ctx, id, in.Handing)
		}),
		onDeposits(d, depositReceivePage, deposit.ActReceive, func(v *depositView, on onDeposit) depositReceive {
			return depositReceive{Receipt: deposit.Receipt{Seen: deposit.Seen{Rev: v.Deposit.Rev}, On: d.DB.Today(), Taken: v.Deposit.Documents}, onDeposit: on}
		}, d.receiveDeposit),
		onDeposits(d, depositReturnPage, deposit.ActReturn, func(v *depositView, on onDeposit) depositReturn {
			return depositReturn{deposit.Refusal{Because: deposit.Because{Seen: deposit.Seen{Rev: v.Deposit.Rev}}, On: d.DB.Today()}, on}
		}, func(ctx context.Context, id deposit.ID, in depositReturn) (*deposit.Deposit, error) {
			return s.Return(ctx, id, in.Refusal)
		}),
		onDeposits(d, depositVoidPage, deposit.ActVoid, func(v *depositView, on onDeposit) depositVoid {
			return depositVoid{deposit.Because{Seen: deposit.Seen{Rev: v.Deposit.Rev}}, on}
		}, func(ctx context.Context, id deposit.ID, in depositVoid) (*deposit.Deposit, error) {
			return s.Void(ctx, id, in.Because)
		}),
	}, d.differenceRoutes())
}

func depositURL(x *deposit.Deposit) string { return refURL(x.Ref()) }

// onDeposits is the form of one act on a deposit. The permission of each is in the table.
func onDeposits[Form any](
	d *Desk, page *web.Page[web.FormView[Form]], act deposit.Act, blank func(*depositView, onDeposit) Form, do func(context.Context, deposit.ID, Form) (*deposit.Deposit, error),
) web.Route {
	return web.Form(depositPath+"/"+web.ActPath(act)+"/{id}", deposit.See, web.Act(page, func(ctx context.Context, id deposit.ID) (in Form, err error) {
		v, err := d.deposit(ctx, id)
		return blank(&v, onDeposit{act, v.Deposit.Name, refURL(v.Deposit.Ref()), v.State, v.Facts, slices.Contains(v.Acts, act)}), err
	}, do, depositURL, web.Submit(string(act)), web.Done("deposit.done"), web.Cancel(depositPath+"/{id}")))
}

func (d *Desk) receiveDeposit(ctx context.Context, id deposit.ID, in depositReceive) (*deposit.Deposit, error) {
	scan, err := d.Deposits.Attach(ctx, in.File.Name, bytes.NewReader(in.File.Bytes))
	if err != nil {
		return nil, err
	}
	return d.Deposits.Receive(ctx, id, in.Receipt, scan)
}

// blankDeposit says what a package will be made of.
func (d *Desk) blankDeposit(ctx context.Context) (in depositNew, err error) {
	in.Act, in.Name, in.Back = deposit.ActMake, i18n.T("deposit.deposits"), depositPath
	in.May = auth.From(ctx).Can(deposit.Write)
	settings, err := d.Units.Settings(ctx)
	in.Facts = factsThere(web.Fact{Label: "deposit.library", Text: settings.Text(profile.DepositLibrary)}, web.Fact{Label: "deposit.on", Text: string(d.DB.Today())})
	return in, err
}

// depositTerm says that nobody has confirmed the days yet.
func (d *Desk) depositTerm(ctx context.Context) (string, error) {
	settings, err := d.Units.Settings(ctx)
	switch {
	case err != nil || settings.Text(profile.DepositLibrary) == "":
		return "", err
	case settings.Unsure(string(profile.DepositDays)):
		return i18n.T("deposit.term_unsure", settings.Text(profile.DepositLibrary), settings.Int(profile.DepositDays)), nil
	}
	return i18n.T("deposit.term", settings.Text(profile.DepositLibrary), settings.Int(profile.DepositDays)), nil
}

// private sends the file of the thing {id} so that nothing keeps it.
func private[K ~int64](d *Desk, find func(context.Context, K) (files.File, error)) web.Handler {
	return func(r *web.Req) (web.Reply, error) {
		id, err := web.ID[K](r)
		if err != nil {
			return nil, err
		}
		f, err := find(r.Context(), id)
		if err != nil {
			return nil, err
		}
		return d.streamed(r.Context(), f)
	}
}

func (d *Desk) streamed(ctx context.Context, f files.File) (web.Reply, error) {
	content, err := d.Files.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	return web.File{Name: f.Name, Type: f.Type.MIME(), Modified: f.MadeAt, Private: true, Content: content}, nil
}

// exportLibrary sends the whole library as it is now.
func (d *Desk) exportLibrary(r *web.Req) (web.Reply, error) {
	settings, err := d.Units.Settings(r.Context())
	if err != nil {
		return nil, err
	}
	staged, out, err := d.Documents.Pack(r.Context())
	if err != nil {
		return nil, err
	}
	name := i18n.T("policy.export.file", settings.Text(profile.AreaName), out.On)
	return d.streamed(r.Context(), files.File{Name: name, Type: staged.Type, SHA256: staged.SHA256, Size: staged.Size, MadeAt: staged.At})
}

func depositTag(s deposit.Status) web.Tag {
	kind := map[deposit.Status]string{deposit.Ready: "warn", deposit.Handed: "info", deposit.Received: "ok", deposit.Returned: "bad"}[s]
	return web.Tag{Kind: kind, Text: i18n.T("deposit.state." + string(s))}
}

func changeTag(c deposit.Change) web.Tag {
	kind := map[deposit.Change]string{deposit.Fresh: "info", deposit.Changed: "warn", deposit.Ended: "bad", deposit.Gone: "bad"}[c]
	return web.Tag{Kind: kind, Text: i18n.T("deposit.change." + string(c))}
}

// factsThere are facts that have something in them.
func factsThere(all ...web.Fact) []web.Fact {
	return slices.DeleteFunc(all, func(f web.Fact) bool { return f.Text == "" })
}

func (d *Desk) deposit(ctx context.Context, id deposit.ID) (v depositView, err error) {
	if v.View, err = d.Deposits.View(ctx, id); err != nil {
		return v, err
	}
	x := &v.Deposit
	v.State, v.Facts, v.Package = depositTag(x.Status), depositFacts(&v), fmt.Sprintf("%s/%d", depositPackage, id)
	v.Sum = append(v.Sum, countCell{i18n.T("deposit.document_count"), x.Documents, deposit.FindDocument{Deposit: id}.At(depositDocument)})
	for _, c := range deposit.Changes {
		v.Sum = append(v.Sum, countCell{i18n.T("deposit.change." + string(c)), x.Of(c), deposit.FindDocument{Deposit: id, Change: c}.At(depositDocument)})
	}
	if v.Since > 0 {
		v.Said = i18n.T("deposit.since", v.Since)
	}
	if auth.From(ctx).CanAt(deposit.Write, x.UnitID) && (x.Status == deposit.Handed || x.Status == deposit.Received) {
		v.Compare = fmt.Sprintf("%s/new?deposit=%d", differencePath, id)
	}
	for i := range v.View.Differences {
		y := &v.View.Differences[i]
		v.Differences = append(v.Differences, web.Link{Href: refURL(y.Ref()), Label: i18n.T("deposit.difference_of", y.On, y.Name, y.Differs())})
	}
	v.Buttons = web.Buttons(v.Acts, depositPath, "deposit")
	for i := range v.Buttons {
		v.Buttons[i].Href += fmt.Sprintf("/%d", id)
	}
	v.History, err = d.history(ctx, x.Ref(), reasonOf)
	return v, err
}

func depositFacts(v *depositView) []web.Fact {
	x := &v.Deposit
	base := web.Fact{Label: "deposit.base", Text: i18n.T("deposit.no_base")}
	if x.Base != 0 {
		base = web.Fact{Label: "deposit.base", Text: i18n.T("deposit.base_text"), Href: refURL(deposit.RefOf(x.Base))}
	}
	channel, taken, scan := "", "", web.Fact{}
	if x.Channel != "" {
		channel = i18n.T("deposit.channel." + string(x.Channel))
	}
	answered := web.Fact{Label: "deposit.returned_on", Text: string(x.Answered)}
	if x.Status == deposit.Received {
		answered.Label = "deposit.received_on"
		taken = i18n.T("deposit.taken_of", x.Taken, x.Documents)
		scan = web.Fact{Label: "deposit.scan", Text: i18n.T("deposit.scan_open"), Href: fmt.Sprintf("%s/%d", depositReceipt, x.ID)}
	}
	return factsThere(
		web.Fact{Label: "deposit.library", Text: x.Library}, web.Fact{Label: "deposit.unit", Text: v.Unit}, web.Fact{Label: "deposit.on", Text: string(x.On)},
		web.Fact{Label: "deposit.made_at", Text: moment(x.MadeAt)}, base,
		web.Fact{Label: "deposit.package", Text: i18n.T("deposit.package_text", x.Documents, x.Texts, x.Files, sizeText(x.Size))}, web.Fact{Label: "deposit.sha256", Text: x.SHA256},
		web.Fact{Label: "deposit.channel", Text: channel}, web.Fact{Label: "deposit.reference", Text: x.Reference}, web.Fact{Label: "deposit.handed", Text: string(x.Handed)},
		answered, web.Fact{Label: "deposit.receipt", Text: x.Receipt}, web.Fact{Label: "deposit.taken", Text: taken}, scan,
		web.Fact{Label: "deposit.note", Text: x.Note}, web.Fact{Label: "deposit.reason", Text: x.Reason},
	)
}

// sizeText is a number of bytes as people read it.
func sizeText(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// depositBlocks is what waits for the reader on the page of today.
func (d *Desk) depositBlocks(ctx context.Context) ([]Block, error) {
	b := blockOf("deposit.block", depositPath, "deposit.block_all")
	if !auth.From(ctx).Can(deposit.See) {
		return []Block{b}, nil
	}
	w, err := d.Deposits.Waiting(ctx)
	for i := range w.Deposits {
		x := &w.Deposits[i]
		b.Lines = append(b.Lines, Line{Href: refURL(x.Ref()), Title: x.Name, Tag: depositTag(x.Status)})
	}
	for i := range w.Differences {
		x := &w.Differences[i]
		b.Lines = append(b.Lines, Line{Href: refURL(x.Ref()), Title: differenceName(x), Note: i18n.T("deposit.block_left", x.Left), Tag: progressTag(x.Progress)})
	}
	return []Block{b}, err
}

// depositsWait counts them.
func (d *Desk) depositsWait(ctx context.Context) (int, error) {
	w, err := d.Deposits.Waiting(ctx)
	return len(w.Deposits) + len(w.Differences), err
}

// depositChoices are the deposits that a list of the city may belong to.
func (d *Desk) depositChoices(ctx context.Context) ([]web.Option, error) {
	rows, err := d.Deposits.Find(ctx, deposit.Find{}, db.Page{Size: 50})
	var out []web.Option
	for i := range rows.Items {
		if x := &rows.Items[i]; x.Status == deposit.Handed || x.Status == deposit.Received {
			out = append(out, web.Option{Value: strconv.FormatInt(int64(x.ID), 10), Label: x.Name})
		}
	}
	return out, err
}
