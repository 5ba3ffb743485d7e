package column

import (
	"fmt"
	"slices"

	"gongkai.example/gongkai/internal/domain/unit"
	"gongkai.example/gongkai/internal/kernel/calendar"
	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/kernel/law"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/profile"
)

// See is the permission to look at the columns at the desk, and how fresh they are.
const See auth.Perm = "column.see"

// Policy says who has it.
var Policy = auth.Policy{
	See: {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
}

// RuleUpdate is the rule of the duty to update a column.
const RuleUpdate = "column.update"

// basis is the yardstick under which columns are kept fresh, the indicators of
// the inspection of government sites; it has no articles.
const basis law.Ref = "check"

// ID names a column.
type ID int64

// Kind is what sort of content a column has. Its label is the value of the tag
// ColumnType that the pages of the column bear (网页标签).
type Kind string

// The kinds that rules speak of; the others are words of the profile.
const (
	KindNews   Kind = "news"   // 工作动态
	KindNotice Kind = "notice" // 通知公告
	KindPolicy Kind = "policy" // 政策文件
)

// Kinds lists the kinds that a profile may use, in the order of menus.
func Kinds() []Kind {
	var out []Kind
	for _, v := range profile.Values("column_kind") {
		out = append(out, Kind(v))
	}
	return out
}

// Label is the kind for a reader.
func (k Kind) Label() fault.Text { return fault.T("column.kind." + string(k)) }

// A Column is one column of the site.
type Column struct {
	ID       ID           `db:"id" json:"id"`
	Rev      int64        `db:"rev" json:"-"`
	Code     string       `db:"code" json:"code"`
	Name     string       `db:"name" json:"name"`
	About    string       `db:"about" json:"about"`
	Keywords []string     `db:"keywords,json" json:"keywords"`
	Kind     Kind         `db:"kind" json:"kind"`
	ParentID ID           `db:"parent_id" json:"parent_id,omitempty"`
	KeeperID int64        `db:"keeper_id" json:"keeper_id"`
	Every    string       `db:"every" json:"-"`                        // as the profile says
	Cadence  string       `db:"cadence" json:"cadence"`                // what holds, in the form of profile.Every
	Platform string       `db:"platform" json:"platform,omitempty"`    // place on the platform of disclosure
	Anchors  []string     `db:"anchors,json" json:"anchors,omitempty"` // items of Articles 20 and 21
	Sort     int          `db:"sort" json:"-"`                         //
	Hidden   bool         `db:"hidden" json:"hidden,omitempty"`        // in no menu
	Archived bool         `db:"archived" json:"archived,omitempty"`    // 已归档: nothing more is owed
	Note     string       `db:"note" json:"-"`                         //
	Path     string       `db:"path" json:"path"`                      // names from the top down, with " / " between
	Depth    int          `db:"depth" json:"depth"`                    // 1 at the top
	Pos      int          `db:"pos" json:"-"`                          // place in the tree, read from top to bottom
	End      int          `db:"pos_end" json:"-"`                      // place of the last column below
	Closed   calendar.Day `db:"closed" json:"closed,omitempty"`        // day from which the column is no more
	Since    calendar.Day `db:"since" json:"since"`                    // day on which it was made
	Last     calendar.Day `db:"last" json:"last,omitempty"`            // day of the last update
	LastRef  string       `db:"last_ref" json:"-"`                     // what was published then
	Due      calendar.Day `db:"due" json:"due,omitempty"`              // last day for the next update
}

// Ref names the column in the journal and in duties.
func (c *Column) Ref() string { return fmt.Sprintf("column/%d", c.ID) }

// Leaf reports whether no column stands below it: it holds content itself.
func (c *Column) Leaf() bool { return c.Pos == c.End }

// Blank reports whether nothing was ever published in it (空白栏目).
func (c *Column) Blank() bool { return c.Last == "" && c.Leaf() && c.Live() }

// Live reports whether visitors come to it and expect something new.
func (c *Column) Live() bool { return !c.Hidden && !c.Archived && c.Closed == "" }

// Interval is how often it is updated at least.
func (c *Column) Interval() profile.Every { return profile.ParseEvery(c.Cadence) }

// owes reports whether updates are owed.
func (c *Column) owes() bool { return c.Live() && c.Interval().Unit != "" }

// term is the time in which the next update is owed. The inspection counts
// calendar days and months, so that a last day on a holiday stays where it is.
func (c *Column) term() law.Term {
	every := c.Interval()
	return law.Term{N: every.N, Unit: law.Unit(every.Unit), Basis: basis}
}

// base is the day from which the next update is owed.
func (c *Column) base() calendar.Day {
	if c.Last != "" {
		return c.Last
	}
	return c.Since
}

// renew computes Due from the facts.
func (c *Column) renew() {
	every := c.Interval()
	switch {
	case !c.owes():
		c.Due = ""
	case every.Unit == profile.EveryMonth:
		c.Due = c.base().AddMonths(every.N)
	default:
		c.Due = c.base().Add(every.N)
	}
}

// A State is how fresh a column is on a day.
type State string

// The states, the worst first.
const (
	Late  State = "late"  // ▲ the day has passed
	Blank State = "blank" // nothing was ever published in it
	Soon  State = "soon"  // ◆ the day is near
	Fresh State = "fresh" // ●
	Still State = "still" // has no cadence, or is hidden or archived
)

// State is how fresh the column is for whoever looks on today; soon is the last
// day that counts as near.
func (c *Column) State(today, soon calendar.Day) State {
	switch {
	case c.Due != "" && c.Due < today:
		return Late
	case c.Blank():
		return Blank
	case c.Due == "":
		return Still
	case c.Due <= soon:
		return Soon
	}
	return Fresh
}

// The items of Article 21 that only some organs have.
const (
	anchorDistrict = "21-district"
	anchorTown     = "21-town"
)

// Layout is the columns of the platform that an organ of the kind has, in the
// one order for all (平台61号): what Article 21 asks of towns only stands there
// for towns and street offices, and what it asks of districts for the others.
func Layout(all []Column, k unit.Kind) []Column {
	other := anchorTown
	if k == unit.Town || k == unit.Street {
		other = anchorDistrict
	}
	var out []Column
	for _, c := range all {
		foreign := len(c.Anchors) > 0 && !slices.ContainsFunc(c.Anchors, func(a string) bool { return a != other })
		if c.Platform != "" && c.Live() && !foreign {
			out = append(out, c)
		}
	}
	return out
}
