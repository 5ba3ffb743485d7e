package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/domain/proposal"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/mailbox"
)

//go:embed requests.json
var requestsFile []byte

// papersFile are cases of the year before, and papersTaken the day on which the office takes them over.
//
//go:embed papers.csv
var papersFile []byte

const (
	papersName               = "2022.csv"
	papersTaken calendar.Day = "2023-09-01"
)

// A request is what somebody asks for in the story, and what the office does about it.
type request struct {
	Unit      string       `json:"unit"`
	Channel   foi.Channel  `json:"channel"`
	Filed     calendar.Day `json:"filed"`
	Confirmed calendar.Day `json:"confirmed"`
	Tracking  string       `json:"tracking"`
	Name      string       `json:"name"`
	PaperNo   string       `json:"paper_no"`
	Phone     string       `json:"phone"`
	Mail      string       `json:"mail"`
	Address   string       `json:"address"`
	Want      string       `json:"want"`
	Form      foi.Form     `json:"form"`
	Way       foi.Way      `json:"way"`
	Steps     []handling   `json:"steps"`

	id   foi.ID
	code foi.Access // what the applicant has in hand
}

// A handling is one step on a day.
type handling struct {
	Day     calendar.Day      `json:"day"`
	Do      string            `json:"do"`
	Who     foi.Asked         `json:"who"`
	Party   string            `json:"party"`
	Text    string            `json:"text"`
	Reason  string            `json:"reason"`
	Opinion foi.Opinion       `json:"opinion"`
	Items   []string          `json:"items"`
	Words   []string          `json:"words"`
	Item    int               `json:"item"`
	Pages   int               `json:"pages"` // charged for, or working days of a delay
	Result  string            `json:"result"`
	Facts   map[string]string `json:"facts"`
	Whole   bool              `json:"whole"`
	Remedy  []string          `json:"remedy"`
	Online  string            `json:"online"`
	How     foi.How           `json:"how"`
}

// receive lays the requests out over the days of the story.
func (s *story) receive() error {
	var all []request
	if err := json.Unmarshal(requestsFile, &all); err != nil {
		return err
	}
	for _, p := range s.texts.Letters {
		s.on(p.Day, func(ctx context.Context) error {
			raw := fmt.Sprintf("From: %s\r\nSubject: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", p.From, p.Subject, p.Body)
			return s.Requests.Arrive(auth.With(ctx, auth.Machine("foi.collect")), p.Unit, mailbox.Mail{At: s.Clock.Now(), Raw: []byte(raw)})
		})
	}
	for i := range all {
		r := &all[i]
		s.on(r.Filed, func(ctx context.Context) error { return s.file(ctx, r) })
		if r.Confirmed != "" {
			s.on(r.Confirmed, func(ctx context.Context) error { return s.confirm(ctx, r) })
		}
		for _, h := range r.Steps {
			s.on(h.Day, func(ctx context.Context) error {
				if err := s.handle(ctx, r, h); err != nil {
					return fmt.Errorf("%s %s: %w", r.Unit, h.Do, err)
				}
				return nil
			})
		}
	}
	s.on(papersTaken, s.oldPapers)
	return s.dispute(all)
}

// file sends a request the way that its applicant does.
func (s *story) file(ctx context.Context, r *request) error {
	u := s.press.units[r.Unit].ID
	f := foi.Filing{
		Applicant: foi.Applicant{Kind: foi.Citizen, Name: r.Name, Paper: foi.IDCard, PaperNo: r.PaperNo, Phone: r.Phone, Mail: r.Mail, Address: r.Address},
		Wish:      foi.Wish{Unit: u, Want: r.Want}, Delivery: foi.Delivery{Form: r.Form, Way: r.Way},
	}
	if r.Channel == foi.Portal {
		out, err := s.Requests.File(ctx, f)
		r.id, r.code = out.ID, foi.Access{Number: out.Number, Code: out.Code}
		return err
	}
	clerk, err := s.Holder(u, foi.Take)
	if err != nil {
		return err
	}
	in := foi.Receipt{Filing: f, Channel: r.Channel, Submitted: r.Filed, Tracking: r.Tracking}
	if r.Channel != foi.Counter {
		in.Delivered = r.Filed
	}
	out, err := s.Requests.Receive(auth.With(ctx, clerk), in, foi.Papers{})
	r.id, r.code = out.ID, foi.Access{Number: out.Number, Code: out.Code}
	return err
}

func (s *story) confirm(ctx context.Context, r *request) error {
	clerk, err := s.Holder(s.press.units[r.Unit].ID, foi.Take)
	if err != nil {
		return err
	}
	as := auth.With(ctx, clerk)
	v, err := s.Requests.View(as, r.id)
	if err == nil {
		_, err = s.Requests.Confirm(as, r.id, foi.Confirm{Rev: v.Request.Rev, Day: r.Confirmed, How: s.texts.Confirmed})
	}
	return err
}

// actors of the steps that the handler does not do.
var others = map[string]auth.Perm{"assign": foi.Assign, "review": foi.Review, "clear": foi.Clear, "sign": foi.Sign, "delay": foi.Extend, "charge": foi.Extend}

// doers are the handler of a unit and whoever makes a step there.
func (s *story) doers(unit int64, do string) (clerk, who auth.Actor, err error) {
	if clerk, err = s.Holder(unit, foi.Handle); err != nil {
		return clerk, who, err
	}
	who = clerk
	if p, other := others[do]; other {
		who, err = s.Holder(unit, p, clerk.ID)
	}
	return clerk, who, err
}

// handle makes one step as the person whose step it is.
func (s *story) handle(ctx context.Context, r *request, h handling) error {
	u := s.press.units[r.Unit].ID
	clerk, who, err := s.doers(u, h.Do)
	if err != nil {
		return err
	}
	as := auth.With(ctx, who)
	v, err := s.Requests.View(as, r.id)
	if err != nil {
		return err
	}
	rev, id := v.Request.Rev, r.id
	send := foi.Sending{How: foi.InHand, Day: h.Day}
	if h.How != "" {
		send.How = h.How
	}
	switch h.Do {
	case "assign":
		_, err = s.Requests.Assign(as, id, foi.To{Rev: rev, Person: clerk.ID})
	case "clarify":
		_, err = s.Requests.Clarify(as, id, foi.Clarify{Rev: rev, What: h.Text, Tip: h.Reason, Sending: send})
	case "ask":
		_, err = s.Requests.Ask(as, id, foi.Ask{Rev: rev, Kind: h.Who, Party: h.Party, Subject: h.Text, Harm: h.Reason, Sending: send})
	case "hear":
		_, err = s.Requests.Hear(as, id, v.Asked[0].ID, foi.Hear{Rev: rev, Day: h.Day, Opinion: h.Opinion, Reason: h.Text})
	case "propose":
		_, err = s.Requests.Propose(as, id, foi.Extension{Rev: rev, Reason: h.Text})
	case "split":
		_, err = s.Requests.Split(as, id, foi.Split{Rev: rev, Items: joined(h.Items), Reason: h.Text, AgreedHow: foi.ByCall, AgreedOn: h.Day, AgreedNote: h.Reason})
	case "decide", "give":
		return s.item(as, v, h)
	case "redact", "suggest":
		return s.ofCopy(as, r, v, h)
	case "draft":
		_, err = s.Requests.Draft(as, id, foi.Draft{Rev: rev, Remedy: h.Remedy, Online: h.Online, Contact: s.texts.Desk})
	case "serve":
		_, err = s.Requests.Serve(as, id, foi.Serve{Rev: rev, Sending: send})
	case "propose_fee", "charge", "pay", "wonder", "weigh", "delay":
		return s.limit(as, v, h, send)
	default:
		return s.note(as, v, h)
	}
	return err
}

// ofCopy makes a copy to give out, or has the applicant propose what was given out.
func (s *story) ofCopy(as context.Context, r *request, v foi.View, h handling) error {
	if h.Do == "suggest" {
		return s.Proposals.Suggest(as, proposal.Suggestion{Access: r.code, Why: proposal.Why{Reason: h.Text}}, "203.0.113.7")
	}
	s.answered = r.code
	return s.redact(as, v, h)
}

// limit makes a step about somebody who asks for much: what it costs, and whether the
// reasons for it are good.
func (s *story) limit(as context.Context, v foi.View, h handling, send foi.Sending) (err error) {
	rev, id := v.Request.Rev, v.Request.ID
	switch h.Do {
	case "propose_fee":
		_, err = s.Requests.ProposeFee(as, id, foi.FeeProposal{Rev: rev, Standard: law.Page, Pages: h.Pages, Pay: h.Text})
	case "charge":
		_, err = s.Requests.Charge(as, id, foi.ChargeBy{Rev: rev, Sending: send})
	case "pay":
		_, err = s.Requests.Pay(as, id, foi.Payment{Rev: rev, Day: h.Day, Receipt: h.Text})
	case "wonder":
		_, err = s.Requests.Wonder(as, id, foi.Wonder{Rev: rev, Counts: h.Items[0], Period: h.Party, Why: h.Reason, Days: 7, Sending: send})
	case "weigh":
		_, err = s.Requests.Weigh(as, id, foi.Weigh{Rev: rev, View: foi.Fair, Day: h.Day, Why: h.Text})
	case "delay":
		_, err = s.Requests.Delay(as, id, foi.DelayBy{Rev: rev, Days: h.Pages, Reason: h.Text, Sending: send})
	}
	return err
}

// oldPapers imports the cases of the year before, which were handled on paper.
func (s *story) oldPapers(ctx context.Context) error {
	_, err := s.Requests.Import(auth.With(ctx, s.Office), foi.Table{Name: papersName, File: papersFile}, false)
	return err
}

// note records that a letter was served, or makes a step that only needs somebody's word.
func (s *story) note(as context.Context, v foi.View, h handling) error {
	r := v.Request
	if h.Do != "prove" {
		return s.sign(as, r.ID, h.Do, foi.Seen{Rev: r.Rev})
	}
	_, err := s.Requests.Prove(as, r.ID, v.Letters[0].ID, foi.Prove{Rev: r.Rev, Outcome: foi.ByOther, Day: h.Day, Signer: h.Party, Relation: h.Reason})
	return err
}

// item decides on an item; what is given out is a table, of which the copy is kept.
func (s *story) item(as context.Context, v foi.View, h handling) error {
	it := v.Items[max(h.Item-1, 0)]
	it.Result, it.Facts, it.Reason, it.Whole = h.Result, h.Facts, h.Text, h.Whole
	if h.Do == "give" {
		it.Reason, it.Given = "", []foi.Given{{Title: h.Text, Pages: 1}}
	}
	if _, err := s.Requests.Decide(as, v.Request.ID, it.ID, it); err != nil || h.Do != "give" {
		return err
	}
	_, err := s.Requests.Give(as, v.Request.ID, it.ID, foi.Give{Rev: it.Rev + 1, Document: h.Text}, foi.Sheaf{Name: h.Text + ".csv", Data: []byte(joined(h.Items))}, foi.Sheaf{})
	return err
}

// sign makes a step that only needs somebody's word.
func (s *story) sign(as context.Context, id foi.ID, do string, seen foi.Seen) (err error) {
	steps := map[string]func(context.Context, foi.ID, foi.Seen) (*foi.Request, error){
		"submit": s.Requests.Submit, "review": s.Requests.Review, "clear": s.Requests.Clear, "sign": s.Requests.Sign, "archive": s.Requests.Archive,
	}
	step, ok := steps[do]
	if !ok {
		return fmt.Errorf("no step %q", do)
	}
	_, err = step(as, id, seen)
	return err
}

func joined(lines []string) (out string) {
	for _, l := range lines {
		out += l + "\n"
	}
	return out
}
