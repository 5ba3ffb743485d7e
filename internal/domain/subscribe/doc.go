// Package subscribe tells the public by mail what is new on a subject: a plan, a
// column, a unit, one item, a search.
//
//	asked ──confirm──▶ live ──stop──▶ (deleted)
//	  └──a day──▶ (deleted)
//
// Nobody is written to who did not ask for it: the first mail asks to confirm,
// and nothing else goes to an address before. Afterwards there is one mail a day
// at most, each with a link that stops it.
//
// An address is personal data (个人信息保护法): it is sealed with a key that is not in
// the database, found again by a keyed hash, shown to nobody, written down in no
// journal, and deleted with its subscription. What the site answers does not
// depend on whether it knows an address.
//
// Subjects come from other nouns through Service.Subjects. Start at Service.Ask.
package subscribe
