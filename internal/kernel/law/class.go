package law

import (
	"slices"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// A Scheme is a way to sort documents.
type Scheme string

// The schemes of the catalogue of open information (政府信息公开目录).
const (
	Theme Scheme = "theme" // 主题分类
	Genre Scheme = "genre" // 体裁分类: the kinds of 公文, 党政机关公文处理工作条例第八条, and 其他
)

// A Class is one place of a scheme.
type Class struct {
	Scheme     Scheme     `json:"scheme"`
	Code       string     `json:"code"` // two digits
	Name       string     `json:"name"`
	Confidence Confidence `json:"confidence"`
}

// A Force says how strong a ground for withholding is.
type Force string

// The forces.
const (
	Must   Force = "must"   // 不予公开
	Unless Force = "unless" // 不得公开, unless the third party agrees or the public interest is gravely affected
	May    Force = "may"    // 可以不予公开
)

// A Limb is one ground on which information is withheld: 政府信息公开条例, Articles 14 to 16.
type Limb struct {
	Code       string     `json:"code"`
	Basis      Ref        `json:"basis"`
	Force      Force      `json:"force"`
	Row        string     `json:"row"` // of table 3 of the annual report
	Name       string     `json:"name"`
	Confidence Confidence `json:"confidence"`
}

// ClassesOf returns the classes of a scheme in the order of the file.
func ClassesOf(s Scheme) []Class {
	return slices.DeleteFunc(slices.Clone(book().Classes), func(c Class) bool { return c.Scheme != s })
}

// ClassOf returns the class of a scheme with a code; false if there is none.
func ClassOf(s Scheme, code string) (Class, bool) {
	i := slices.IndexFunc(book().Classes, func(c Class) bool { return c.Scheme == s && c.Code == code })
	if i < 0 {
		return Class{}, false
	}
	return book().Classes[i], true
}

// Limbs returns the grounds for withholding in the order of the law.
func Limbs() []Limb { return slices.Clone(book().Limbs) }

// LimbOf returns the ground with a code; false if there is none.
func LimbOf(code string) (Limb, bool) {
	i := slices.IndexFunc(book().Limbs, func(l Limb) bool { return l.Code == code })
	if i < 0 {
		return Limb{}, false
	}
	return book().Limbs[i], true
}

func (b *Book) class(l line) (string, fault.Text) {
	if column, text := need(l, "code", "name"); column != "" {
		return column, text
	}
	if column, text := known(l, "scheme", "theme", "genre"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	c := Class{Scheme(l["scheme"]), l["code"], l["name"], Confidence(l["confidence"])}
	if slices.ContainsFunc(b.Classes, func(o Class) bool { return o.Scheme == c.Scheme && (o.Code == c.Code || o.Name == c.Name) }) {
		return "code", fault.T("law.twice", l["code"])
	}
	b.Classes = append(b.Classes, c)
	return "", fault.Text{}
}

func (b *Book) limb(l line) (string, fault.Text) {
	if column, text := need(l, "code", "row", "name"); column != "" {
		return column, text
	}
	if column, text := known(l, "force", "must", "unless", "may"); column != "" {
		return column, text
	}
	if column, text := known(l, "confidence", "H", "M", "L"); column != "" {
		return column, text
	}
	x := Limb{l["code"], Ref(l["basis"]), Force(l["force"]), l["row"], l["name"], Confidence(l["confidence"])}
	if _, _, based := b.Lookup(x.Basis); !based {
		return "basis", fault.T("law.no_article", l["basis"])
	}
	if slices.ContainsFunc(b.Limbs, func(o Limb) bool { return o.Code == x.Code }) {
		return "code", fault.T("law.twice", l["code"])
	}
	b.Limbs = append(b.Limbs, x)
	return "", fault.Text{}
}

// CodeOf is the code of a class that a text names by its code or its name; another text stays as it is.
func CodeOf(s Scheme, text string) string {
	for _, c := range ClassesOf(s) {
		if c.Name == text {
			return c.Code
		}
	}
	return text
}
