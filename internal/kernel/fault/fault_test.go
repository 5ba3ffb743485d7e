package fault_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
)

// TestTextIsStored: a text that was stored is the same text, with the texts within it.
func TestTextIsStored(t *testing.T) {
	in := fault.T("outer", "甲", fault.T("inner", fault.T("innermost")), []fault.Text{fault.T("one"), fault.T("two")}, 3.0, true, nil)
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out fault.Text
	if err := json.Unmarshal(b, &out); err != nil || !reflect.DeepEqual(in, out) {
		t.Errorf("%v became %v, %v", in, out, err)
	}
	var held struct {
		fault.Text
		Label string `json:"label"`
	}
	if err := json.Unmarshal([]byte(`{"key":"outer","args":[{"key":"inner"}],"label":"甲"}`), &held); err != nil || held.Label != "甲" || !reflect.DeepEqual(held.Args, fault.Args{fault.T("inner")}) {
		t.Errorf("within something else: %+v, %v", held, err)
	}
	if err := json.Unmarshal([]byte(`{"key":1}`), &out); err == nil {
		t.Error("a key that is no string is read")
	}
}
