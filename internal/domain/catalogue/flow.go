package catalogue

import (
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See  auth.Perm = "catalogue.see"  // the catalogues, drafts of them for those who edit, the board
	Edit auth.Perm = "catalogue.edit" // import a version, bind units, put it in force
	Form auth.Perm = "catalogue.form" // say that one's unit has formed information
)

// Policy says who has them.
var Policy = auth.Policy{
	See:  {auth.Clerk, auth.Head, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Edit: {auth.Office},
	Form: {auth.Clerk, auth.Head, auth.Office},
}

// A Status is where a version stands.
type Status string

// The states of a version.
const (
	Draft      Status = "draft"
	InForce    Status = "in_force"
	Superseded Status = "superseded"
	Discarded  Status = "discarded"
)

// An Act is what is done to a version.
type Act string

// The acts on a version.
const (
	ActImport    Act = "catalogue.import"
	ActEnforce   Act = "catalogue.enforce"
	ActSupersede Act = "catalogue.supersede"
	ActDiscard   Act = "catalogue.discard"
)

// Flow is the life of a version. Putting one in force supersedes the one before.
var Flow = flow.Table[Status, Act]{
	{Act: ActImport, To: Draft, Perm: Edit},
	{From: []Status{Draft}, Act: ActEnforce, To: InForce, Perm: Edit, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Edit},
	{From: []Status{InForce}, Act: ActSupersede, To: Superseded, Perm: Edit},
}

// The acts in the journal that are no steps of a version.
const (
	actBind   = "catalogue.bind"
	actFormed = "catalogue.formed"
)
