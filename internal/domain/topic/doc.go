// Package topic collects items by rule (专题): point (一) of the circular asks
// for major plans and projects to be shown together. A topic holds no items: it
// holds a Rule, and what the rule finds stands on its page the moment that it is
// released. When it is over it is closed, and what it showed on that day is
// frozen: an archived 专题 is marked as such and owes nothing more
// (国办秘函〔2019〕19号).
//
//	draft ── open ──▶ live ── close ──▶ closed
//	live or closed ── remove ──▶ removed
//	draft ── discard ──▶ discarded
//
// Its title and introduction are new words in public, so another person than
// their author opens it.
//
// Start at service.go.
package topic
