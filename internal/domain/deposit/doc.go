// Package deposit hands the library of normative documents over to that of the city (报送市级规范性文件库),
// and compares the two (比对).
//
//	ready ── hand ──▶ handed ── receive ──▶ received
//	  │ void            │ void   │ return
//	  ▼ voided          ▼ voided ▼ returned
//
// A deposit is one handing-over. Its package is what policy.Export writes, kept with its sum; what each
// document is against the last deposit that the city has received stands beside it. Who made a package does
// not hand it over. The receipt of the city ends what was owed for the documents that the package covers; a
// package that comes back leaves it owed.
//
// What is owed follows from the life of the documents (policy.Event), for a district whose profile names the
// library of the city: so many working days after each event. The day that counts is that of the handing-over.
//
// A difference is the list of the city against ours on a day. Each row of either side stands in exactly one
// line of it:
//
//	theirs = same + differing + only theirs + ambiguous (theirs)
//	ours   = same + differing + only ours   + ambiguous (ours)
//
// What differs is owed a look: each line is explained by a note, or is gone from the next list.
//
// Start at flow.go, then service.go, owe.go; compare.go, difference.go.
package deposit
