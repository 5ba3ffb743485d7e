package plan

import (
	"gongkai.example/gongkai/internal/platform/auth"
	"gongkai.example/gongkai/internal/platform/flow"
)

// The permissions.
const (
	See     auth.Perm = "plan.see"    // the plan, its tasks, the reports of one's units
	Edit    auth.Perm = "plan.edit"   // read a circular, correct the proposal, change tasks
	Issue   auth.Perm = "plan.issue"  // issue, close, archive, discard
	Account auth.Perm = "plan.report" // report progress for one's unit
	Decide  auth.Perm = "plan.decide" // accept or return a report
)

// Policy says who has them.
var Policy = auth.Policy{
	See:     {auth.Clerk, auth.Head, auth.Signer, auth.Office, auth.Secrecy, auth.Counsel, auth.Supervisor, auth.Admin},
	Edit:    {auth.Office},
	Issue:   {auth.Office},
	Account: {auth.Clerk, auth.Head},
	Decide:  {auth.Office},
}

// A Status is where a plan stands.
type Status string

// The states of a plan.
const (
	Draft     Status = "draft"
	Issued    Status = "issued"
	Closed    Status = "closed"
	Archived  Status = "archived"
	Discarded Status = "discarded"
)

// An Act is what is done to a plan.
type Act string

// The acts on a plan.
const (
	ActRead    Act = "plan.read"
	ActReread  Act = "plan.reread"
	ActIssue   Act = "plan.issue"
	ActClose   Act = "plan.close"
	ActArchive Act = "plan.archive"
	ActDiscard Act = "plan.discard"
)

// Flow is the life of a plan.
var Flow = flow.Table[Status, Act]{
	{Act: ActRead, To: Draft, Perm: Edit},
	{From: []Status{Draft}, Act: ActReread, To: Draft, Perm: Edit},
	{From: []Status{Draft}, Act: ActIssue, To: Issued, Perm: Issue, Shown: true},
	{From: []Status{Draft}, Act: ActArchive, To: Archived, Perm: Issue, Shown: true},
	{From: []Status{Draft}, Act: ActDiscard, To: Discarded, Perm: Issue},
	{From: []Status{Issued}, Act: ActClose, To: Closed, Perm: Issue, Shown: true},
}

// A TaskStatus is where a task stands. Whether it is done follows from its duties.
type TaskStatus string

// The states of a task.
const (
	TaskDraft     TaskStatus = "draft"
	TaskOpen      TaskStatus = "open"
	TaskCancelled TaskStatus = "cancelled"
)

// A TaskAct is what is done to a task.
type TaskAct string

// The acts on a task.
const (
	ActTask   TaskAct = "plan.task"
	ActAssign TaskAct = "plan.assign"
	ActExtend TaskAct = "plan.extend"
	ActCancel TaskAct = "plan.cancel"
)

// TaskFlow is the life of a task.
var TaskFlow = flow.Table[TaskStatus, TaskAct]{
	{Act: ActTask, To: TaskDraft, Perm: Edit},
	{From: []TaskStatus{TaskDraft}, Act: ActAssign, To: TaskOpen, Perm: Issue},
	{From: []TaskStatus{TaskOpen}, Act: ActExtend, To: TaskOpen, Perm: Edit},
	{From: []TaskStatus{TaskOpen}, Act: ActCancel, To: TaskCancelled, Perm: Edit},
}

// A ReportStatus is where a report stands.
type ReportStatus string

// The states of a report.
const (
	Submitted ReportStatus = "submitted"
	Returned  ReportStatus = "returned"
	Accepted  ReportStatus = "accepted"
	Withdrawn ReportStatus = "withdrawn"
)

// A ReportAct is what is done to a report.
type ReportAct string

// The acts on a report.
const (
	ActReport   ReportAct = "plan.report"
	ActRevise   ReportAct = "plan.revise"
	ActAccept   ReportAct = "plan.accept"
	ActReturn   ReportAct = "plan.return"
	ActWithdraw ReportAct = "plan.withdraw"
)

// ReportFlow is the life of a report. Nobody accepts what they reported.
var ReportFlow = flow.Table[ReportStatus, ReportAct]{
	{Act: ActReport, To: Submitted, Perm: Account},
	{From: []ReportStatus{Returned}, Act: ActRevise, To: Submitted, Perm: Account},
	{From: []ReportStatus{Submitted}, Act: ActAccept, To: Accepted, Perm: Decide, NotBy: []ReportAct{ActReport}, Shown: true},
	{From: []ReportStatus{Submitted}, Act: ActReturn, To: Returned, Perm: Decide, NotBy: []ReportAct{ActReport}},
	{From: []ReportStatus{Submitted, Returned}, Act: ActWithdraw, To: Withdrawn, Perm: Account},
}
