package desk

import (
	"slices"

	"gongkai.example/gongkai/internal/domain/foi"
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/surface/web"
)

// formActs are the acts that have a form of their own on the page of the case; the
// others are about a part and stand beside it.
var formActs = []foi.Act{
	foi.ActConfirm, foi.ActAssign, foi.ActSubmit, foi.ActReview, foi.ActClear, foi.ActSign, foi.ActServe, foi.ActResend, foi.ActRestore, foi.ActRestoreFee, foi.ActPay, foi.ActExtend, foi.ActCharge, foi.ActDeclineFee, foi.ActDelay, foi.ActDraft, foi.ActClarify, foi.ActAmend,
	foi.ActAsk, foi.ActSplit, foi.ActPropose, foi.ActProposeFee, foi.ActWonder, foi.ActWeigh, foi.ActReturn, foi.ActTransfer, foi.ActBounce, foi.ActDismiss, foi.ActArchive, foi.ActWithdraw, foi.ActProposeClose, foi.ActClose,
}

// graveActs cannot be taken back, or send the request away: none is ever the main button.
var graveActs = []foi.Act{foi.ActReturn, foi.ActTransfer, foi.ActBounce, foi.ActWithdraw, foi.ActProposeClose, foi.ActClose}

// mainAct is what the reader can do next with nothing missing for it; "" is nothing.
func mainAct(v *caseView) foi.Act {
	for _, n := range v.Next {
		if n.Mine && n.Act != "" && len(n.Missing) == 0 && !slices.Contains(graveActs, n.Act) && n.Act != foi.ActClarify { // which is only for what is unclear
			return n.Act
		}
	}
	return ""
}

func caseButtons(a auth.Actor, v *caseView) []web.Button {
	acts := slices.DeleteFunc(slices.Clone(formActs), func(a foi.Act) bool { return !slices.Contains(v.Acts, a) })
	main := mainAct(v)
	if at := slices.Index(acts, main); at > 0 { // the step that is next, if nothing is missing for it, is the button that stands out
		acts = slices.Insert(slices.Delete(acts, at, at+1), 0, main)
	}
	out := web.Buttons(acts, caseURL(v.Request.ID), "foi")
	if len(acts) > 0 && acts[0] != main {
		out[0].Secondary = true
	}
	if v.Request.Answered != "" && len(v.Redone) == 0 && a.CanAt(foi.Handle, v.Request.UnitID) {
		out = append(out, web.Button{Href: caseURL(v.Request.ID) + "/redo", Label: i18n.T("foi.redo"), Secondary: true})
	}
	if slices.Contains(foi.Alive, v.Request.Status) && a.CanAt(foi.Handle, v.Request.UnitID) {
		out = append(out, web.Button{Href: caseURL(v.Request.ID) + "/seek", Label: i18n.T("foi.seek"), Secondary: true})
	}
	return out
}
