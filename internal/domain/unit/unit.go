package unit

import (
	"fmt"
	"time"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/profile"
)

// The permissions.
const (
	See  auth.Perm = "unit.see"  // the desk's pages of units, with what is still to be confirmed
	Edit auth.Perm = "unit.edit" // load a profile, see what it would change
)

// Policy says who has them.
var Policy = auth.Policy{
	See:  {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Edit: {auth.Admin},
}

// Kind is what sort of office a unit is. The Chinese word of each is in the
// profile; the text for a reader is Label.
type Kind string

// The kinds.
const (
	Government  Kind = "government"  // the district itself
	Office      Kind = "office"      // 政府办公室, the competent department for disclosure (条例, Article 3)
	Department  Kind = "department"  // 工作部门
	Agency      Kind = "agency"      // 派出机构: of a higher department, in the district
	Resident    Kind = "resident"    // 驻区单位: of another line, such as tax
	Institution Kind = "institution" // 事业单位
	Park        Kind = "park"        // 园区
	Town        Kind = "town"        // 乡镇
	Street      Kind = "street"      // 街道
	Village     Kind = "village"     // 村
	Community   Kind = "community"   // 社区
)

// Organ reports whether a unit of kind k is an administrative organ: a village or
// a residents' committee is none (条例第二条).
func (k Kind) Organ() bool { return k != Village && k != Community }

// Kinds lists the kinds that a profile may use, in the order of menus.
var Kinds = kinds()

func kinds() []Kind {
	var out []Kind
	for _, v := range profile.Values("unit_kind") {
		out = append(out, Kind(v))
	}
	return out
}

// Label is the kind for a reader.
func (k Kind) Label() fault.Text { return fault.T("unit.kind." + string(k)) }

// A Unit is one office.
type Unit struct {
	ID              int64              `db:"id" json:"id"`
	Rev             int64              `db:"rev" json:"-"`
	Code            string             `db:"code" json:"code"`
	Name            string             `db:"name" json:"name"`   // in full
	Short           string             `db:"short" json:"short"` // as circulars write it
	Kind            Kind               `db:"kind" json:"kind"`
	ParentID        int64              `db:"parent_id" json:"parent_id,omitempty"`
	Aliases         []string           `db:"aliases,json" json:"aliases,omitempty"`
	Organ           string             `db:"organ" json:"organ,omitempty"`          // 组织机构代码, nine characters: begins its index numbers
	Letters         []string           `db:"letters,json" json:"letters,omitempty"` // words that begin its document numbers
	Review          []string           `db:"review,json" json:"review,omitempty"`   // organs of reconsideration (行政复议法, Articles 24 to 28)
	Court           string             `db:"court" json:"court,omitempty"`          // of first instance in administrative cases
	Remedy          profile.Confidence `db:"remedy" json:"remedy"`                  // of Review and Court
	profile.Contact                    // of who works on disclosure in it
	Sort            int                `db:"sort" json:"-"`
	Confidence      profile.Confidence `db:"confidence" json:"confidence"` // of the names
	Note            string             `db:"note" json:"-"`
	Path            string             `db:"path" json:"path"`               // short names from below the government down to the unit, with " / " between
	Depth           int                `db:"depth" json:"depth"`             // 0 for the government
	Pos             int                `db:"pos" json:"-"`                   // place in the tree, read from top to bottom
	End             int                `db:"pos_end" json:"-"`               // place of the last unit below
	Closed          string             `db:"closed" json:"closed,omitempty"` // day from which the unit is no more; "" while it is
}

// Ref names the unit in the journal.
func (u Unit) Ref() string { return fmt.Sprintf("unit/%d", u.ID) }

// Owner is the unit itself: rights over a unit are rights at it.
func (u Unit) Owner() int64 { return u.ID }

// A Group is a name for many units.
type Group struct {
	ID      int64        `db:"id" json:"id"`
	Rev     int64        `db:"rev" json:"-"`
	Name    string       `db:"name" json:"name"`
	Aliases []string     `db:"aliases,json" json:"aliases,omitempty"`
	Rule    profile.Rule `db:"members,json" json:"rule"`
	Note    string       `db:"note" json:"-"`
	Sort    int          `db:"sort" json:"-"`
}

// Members returns the units of the group, in the order of units.
func (g Group) Members(units []Unit) []Unit {
	var out []Unit
	for _, u := range units {
		if u.Closed == "" && g.Rule.Holds(u.Code, string(u.Kind)) {
			out = append(out, u)
		}
	}
	return out
}

// Choice reports whether the name leaves open which of its units are meant,
// as 有关部门 does: a person has to choose.
func (g Group) Choice() bool { return g.Rule.Scope == profile.Some }

// Find is what a list of units may be narrowed by.
type Find struct {
	Text   string `form:"text" json:"text,omitempty" label:"unit.find.text"`       // in a name, an alias or the code
	Kind   Kind   `form:"kind" json:"kind,omitempty" label:"unit.find.kind"`       // "" is every kind
	Under  int64  `form:"under" json:"under,omitempty" label:"unit.find.under"`    // a unit; it and all below
	Closed bool   `form:"closed" json:"closed,omitempty" label:"unit.find.closed"` // also those that are no more
}

// A Loaded is one time that a profile was loaded.
type Loaded struct {
	ID      int64     `db:"id" json:"id"`
	Name    string    `db:"name" json:"name"`
	Digest  string    `db:"digest" json:"digest"` // SHA-256 of the files, as in profile.Profile
	At      time.Time `db:"at" json:"at"`
	Actor   string    `db:"actor_name" json:"actor"`
	Changes int       `db:"changes" json:"changes"`
}
