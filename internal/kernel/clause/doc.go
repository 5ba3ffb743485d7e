// Package clause is a normative document by clause: 编章节条款项目 of a regulation, 一、（一）1.（1） of a circular. It reads
// a text, compares two, carries out the instructions of an amending decision, and keeps what is in force on which day.
package clause
