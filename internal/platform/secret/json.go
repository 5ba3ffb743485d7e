package secret

import "encoding/json"

// SealJSON seals a value as JSON, for one purpose.
func (b *Box) SealJSON(v any, about string) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return b.Seal(plain, about), nil
}

// OpenJSON opens into v what SealJSON has made for the same purpose. Of "", which is
// what was never sealed or was forgotten, v stays as it is.
//
// Errors: those of Open.
func (b *Box) OpenJSON(sealed, about string, v any) error {
	if sealed == "" {
		return nil
	}
	plain, err := b.Open(sealed, about)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}
