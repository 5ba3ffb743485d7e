// Package cleanup is the clean-up of normative documents (规范性文件清理): every document of
// every organ that is in force on a day gets a verdict, and everybody reads what came of it.
//
//	draft ── start ──▶ running ── compile ──▶ compiled ── announce ──▶ announced
//	  │ discard          │ stop      ◀── reopen ──┘
//	  ▼                  ▼
//	discarded         stopped
//
// The start makes a verdict for each document and opens one duty a unit. A verdict is
// proposed by one person of the unit and approved by another:
//
//	open ── propose ──▶ proposed ── approve ──▶ approved
//	  ▲                   │ refuse                 │ back (the office asks again)
//	  └───────────────────┴────────────────────────┘
//
// The compilation writes the announcement with the complete list of what is in force, and
// begins an item of publish. Its release is the announcement: it ends what has lapsed, and
// what is not on the list if the clean-up says so; what is to be amended or repealed by a
// document of its own is owed from then on.
//
// Start at flow.go, then service.go, announce.go.
package cleanup
