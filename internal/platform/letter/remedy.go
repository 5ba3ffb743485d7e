package letter

import "gongkai.example/gongkai/internal/kernel/law"

// Remedies returns the paragraphs about remedies that a letter with these values
// may have, by their codes: what the text of a letter is compared with. Those that
// miss a value are left out.
func (s Set) Remedies(v Values) map[string]string {
	out := map[string]string{}
	for _, k := range law.Letters() {
		if k.Form != law.RemedyForm {
			continue
		}
		f := filler{set: s}
		f.remedy(k.Code, &scope{Values: v})
		if f.bad.Err() == nil {
			out[k.Code] = f.resolve(f.text.String())
		}
	}
	return out
}
