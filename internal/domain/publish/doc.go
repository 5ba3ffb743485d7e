// Package publish makes information public (主动公开) and keeps what was made
// public from being changed in silence.
//
// An Item is one piece of information with an index number (索引号) that never
// changes. Its text and attributes are in Editions: one at most is unfinished,
// one at most stands in public, and every released one keeps its own address.
//
//	draft ─ submit ▶ submitted ─ review ▶ reviewed ─ clear ▶ cleared ─ sign ▶ approved ─ release ▶ live
//	submitted, reviewed, cleared ─ return ▶ returned ─ edit ▶ draft
//	cleared ─ keep ▶ kept                      not open: the office has judged it (条例第十八条: looked at again each year)
//	cleared ─ oppose ▶ returned                the office finds that it can be open
//	approved ─ schedule ▶ scheduled ─ release ▶ live, by a job at its hour
//	scheduled ─ stop ▶ returned                the screening has turned red meanwhile
//	any unfinished ─ edit ▶ draft              a change voids every approval, whoever makes it
//	draft ─ emergency ▶ live                   confirmed by another person afterwards
//	live ─ withdraw, archive ▶ the page stays, with a banner; remove ▶ a tombstone or a redirect
//	live, withdrawn, archived ─ supersede ▶ superseded, when the next edition is released
//
// Who approves signs the hash of the Content: text, attributes, attachments.
// Release computes it once more and refuses what differs from what was signed.
// The day of publication is the true time of the release and can be set by nobody.
//
// Addresses: that of an item shows the edition that stands; an edition keeps its
// own (day and version). It is the same with files. publish/7/file/12 is the
// attachment of the item: when a newer edition replaces it, by its name or
// because the clerk says so, the address leads to the new file from the release
// on, in one hop however often that happens. publish/7/2023-10-26-v1.0/file/12
// is the attachment of that edition, and stays what it was.
//
// Sources: 政府信息公开条例, Articles 12, 17 to 21, 26; 保守国家秘密法, Article 35
// (先审查后公开); 国办公开办函〔2019〕61号 on the platform; 国办发〔2017〕47号 on sites.
//
// Start at service.go; the table is in flow.go, the pure rules in rules.go.
package publish
