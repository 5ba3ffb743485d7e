package law

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A ReportPart says what a line of the form of the annual report is.
type ReportPart string

// The parts.
const (
	ReportForm      ReportPart = "form"    // the document that set the form; its code is the first year reported in it
	ReportSection   ReportPart = "section" // a heading of the report
	ReportCorner    ReportPart = "corner"  // words over and beside the labels of a table
	ReportBlock     ReportPart = "block"   // a part of table 2
	ReportHead      ReportPart = "head"    // a column of a block
	ReportLine      ReportPart = "line"    // a row of a block
	ReportApplicant ReportPart = "kind"    // a column of table 3
	ReportTitle     ReportPart = "title"   // a label of table 3 that stands over rows and has no numbers
	ReportRow       ReportPart = "row"     // a row of table 3
	ReportEnd       ReportPart = "end"     // a column of table 4
	ReportPath      ReportPart = "path"    // a block of columns of table 4
)

var reportParts = []ReportPart{ReportForm, ReportSection, ReportCorner, ReportBlock, ReportHead, ReportLine, ReportApplicant, ReportTitle, ReportRow, ReportEnd, ReportPath}

// A ReportLabel is one label of the form of the annual report (年度报告格式).
type ReportLabel struct {
	Version    string     `json:"version"` // year of the document that set the form: 2021, 2019
	Part       ReportPart `json:"part"`
	Code       string     `json:"code"`
	Group      string     `json:"group,omitempty"` // code of what it stands under; of table 3 and 4 columns the label
	Label      string     `json:"label"`
	Confidence Confidence `json:"confidence"`
}

// ReportLabels returns the labels of the form of a version, in the order of the report.
func ReportLabels(version string) (out []ReportLabel) {
	for _, l := range book().Report {
		if l.Version == version {
			out = append(out, l)
		}
	}
	return out
}

// ReportVersions lists the forms, the one in force first.
func ReportVersions() (out []string) {
	for _, l := range book().Report {
		if !slices.Contains(out, l.Version) {
			out = append(out, l.Version)
		}
	}
	return out
}

// ReportVersion is the version of the form that reports on a year are written in; ""
// for a year before the first form.
func ReportVersion(year int) string {
	for _, l := range book().Report {
		if first, _ := strconv.Atoi(l.Code); l.Part == ReportForm && year >= first {
			return l.Version
		}
	}
	return ""
}

var (
	versionForm = regexp.MustCompile(`^20\d\d$`)
	reportForm  = regexp.MustCompile(`^([a-z]+|\d+([.-]\d+)*)$`)
)

func (b *Book) reportLabel(l line) (string, fault.Text) {
	if column, text := need(l, "code", "label"); column != "" {
		return column, text
	}
	parts := make([]string, len(reportParts))
	for i, p := range reportParts {
		parts[i] = string(p)
	}
	if column, text := known(l, "part", parts...); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	r := ReportLabel{l["version"], ReportPart(l["part"]), l["code"], l["group"], l["label"], Confidence(l["confidence"])}
	switch {
	case !versionForm.MatchString(r.Version):
		return "version", fault.T("law.bad_form", r.Version)
	case (r.Part == ReportForm) == b.begun(r.Version):
		return "part", fault.T("law.bad_form", r.Part)
	case !reportForm.MatchString(r.Code), r.Part == ReportForm && !versionForm.MatchString(r.Code):
		return "code", fault.T("law.bad_form", r.Code)
	case b.labelled(r.Version, r.Part, r.Code, func(x ReportLabel) bool { return x.Group == r.Group || r.Part != ReportHead }):
		return "code", fault.T("law.twice", r.Code)
	case !b.under(r):
		return "group", fault.T("law.bad_word", r.Group, strings.Join(parts, " "))
	}
	b.Report = append(b.Report, r)
	return "", fault.Text{}
}

func (b *Book) labelled(version string, part ReportPart, code string, and func(ReportLabel) bool) bool {
	return slices.ContainsFunc(b.Report, func(x ReportLabel) bool {
		return x.Version == version && x.Part == part && x.Code == code && and(x)
	})
}

// begun reports whether a version has a line already: the first one is the document that
// set it, and no other is.
func (b *Book) begun(version string) bool {
	return slices.ContainsFunc(b.Report, func(x ReportLabel) bool { return x.Version == version })
}

// under reports whether what a label stands under was there before it.
func (b *Book) under(r ReportLabel) bool {
	over, ok := map[ReportPart]ReportPart{ReportHead: ReportBlock, ReportLine: ReportBlock, ReportTitle: ReportTitle, ReportRow: ReportTitle}[r.Part]
	if !ok || over == ReportTitle && r.Group == "" {
		return true
	}
	return b.labelled(r.Version, over, r.Group, func(ReportLabel) bool { return true })
}
