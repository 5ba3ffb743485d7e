package api

import (
	"bytes"
	"context"
	"net/http"
	"strconv"

	"gongkai.example/gongkai/internal/domain/publish"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/surface/web"
)

// A written edition: its fields and the files that are added to it.
type (
	draftInput struct {
		Unit int64 `form:"unit" label:"publish.unit" required:"true"`
		publish.Edit
		evidence
	}
	editInput struct {
		publish.Edit
		evidence
	}
)

// publishEndpoints are about items and their editions. A return is asked of the
// one whose turn it is; so the permission is what all of them have.
func (a *API) publishEndpoints() []Endpoint {
	s := a.Items
	return []Endpoint{
		create("/items", "publish.draft", publish.Draft, a.draftItem),
		get("/items/{id}", "publish.item", publish.See, a.item),
		act("/items/{id}/revise", "publish.revise", publish.Draft, func(ctx context.Context, id publish.ID, _ struct{}) (*publish.Edition, error) {
			return s.Revise(ctx, id)
		}),
		list("/editions", "publish.list", publish.See, s.Find),
		list("/editions/waiting", "publish.waiting", publish.See, s.Waiting),
		list("/editions/withheld", "publish.withheld", publish.Judge, s.Withheld),
		look("/editions/reviews", "publish.reviews", publish.See, a.reviews),
		get("/editions/{id}", "publish.get", publish.See, s.View),
		save("/editions/{id}/files/{file}", "publish.file", publish.See, "application/octet-stream", a.itemFile),
		edit("/editions/{id}/edit", "publish.edit", publish.Draft, a.editionForm, a.editItem),
		act("/editions/{id}/submit", "publish.submit", publish.Draft, s.Submit),
		act("/editions/{id}/review", "publish.review", publish.Review, s.Review),
		act("/editions/{id}/clear", "publish.clear", publish.Clear, s.Clear),
		act("/editions/{id}/sign", "publish.sign", publish.Sign, s.Sign),
		act("/editions/{id}/return", "publish.return", publish.See, s.Return),
		act("/editions/{id}/keep", "publish.keep", publish.Judge, s.Keep),
		act("/editions/{id}/oppose", "publish.oppose", publish.Judge, s.Oppose),
		act("/editions/{id}/reassess", "publish.reassess", publish.Judge, s.Reassess),
		act("/editions/{id}/reopen", "publish.reopen", publish.Draft, s.Reopen),
		act("/editions/{id}/schedule", "publish.schedule", publish.Release, s.Schedule),
		act("/editions/{id}/unschedule", "publish.unschedule", publish.Release, s.Unschedule),
		act("/editions/{id}/release", "publish.release", publish.Release, s.Release),
		act("/editions/{id}/emergency", "publish.emergency", publish.Hurry, s.Emergency),
		act("/editions/{id}/confirm", "publish.confirm", publish.End, s.Confirm),
		act("/editions/{id}/withdraw", "publish.withdraw", publish.End, s.Withdraw),
		act("/editions/{id}/archive", "publish.archive", publish.End, s.Archive),
		act("/editions/{id}/remove", "publish.remove", publish.End, s.Remove),
		act("/editions/{id}/mark", "publish.mark", publish.End, s.Mark),
		act("/editions/{id}/discard", "publish.discard", publish.Draft, s.Discard),
	}
}

// attachedTo takes in the files of an edition before anything is written about them.
func (a *API) attachedTo(ctx context.Context, in evidence) ([]publish.Attached, error) {
	out := make([]publish.Attached, len(in.Files))
	for i, u := range in.Files {
		var err error
		if out[i], err = a.Items.Attach(ctx, u.Name, bytes.NewReader(u.Bytes)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (a *API) draftItem(ctx context.Context, in draftInput) (*publish.Edition, error) {
	attached, err := a.attachedTo(ctx, in.evidence)
	if err != nil {
		return nil, err
	}
	return a.Items.Draft(ctx, in.Unit, in.Edit, attached)
}

func (a *API) editionForm(ctx context.Context, id publish.EditionID) (in editInput, err error) {
	e, err := a.Items.Get(ctx, id)
	if err == nil {
		in.Edit = publish.FormOf(e)
	}
	return in, err
}

func (a *API) editItem(ctx context.Context, id publish.EditionID, in editInput) (*publish.Edition, error) {
	attached, err := a.attachedTo(ctx, in.evidence)
	if err != nil {
		return nil, err
	}
	return a.Items.Edit(ctx, id, in.Edit, attached)
}

// An ItemView is an item with its editions from the first to the last.
type ItemView struct {
	Item     publish.Item      `json:"item"`
	Editions []publish.Edition `json:"editions"`
}

func (a *API) item(ctx context.Context, id publish.ID) (ItemView, error) {
	it, all, err := a.Items.Item(ctx, id)
	if err != nil {
		return ItemView{}, err
	}
	return ItemView{*it, all}, nil
}

// A Reviews is the secrecy reviews of a month.
type Reviews struct {
	Month   string           `json:"month"`
	Reviews []publish.Judged `json:"reviews"`
}

func (a *API) reviews(ctx context.Context, q publish.Month) (out Reviews, err error) {
	out.Month, out.Reviews, err = a.Items.Judgements(ctx, q)
	return out, err
}

// itemFile sends an attachment of an edition that the reader may see.
func (a *API) itemFile(r *http.Request, id publish.EditionID) (out web.Bytes, err error) {
	file, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return out, fault.New(fault.NotFound, "not_found")
	}
	f, err := a.Items.Attachment(r.Context(), id, file)
	if err != nil {
		return out, err
	}
	return a.content(r.Context(), f)
}
