// Package webtest runs pages in the test's own process: scenarios of request and
// answer, selectors over the HTML that came back, and the type check of every page.
package webtest
