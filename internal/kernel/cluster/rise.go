package cluster

import "math"

// Sure is the value of Rise from which there is more of a theme than chance makes of it: the 99 % point of χ² with one
// degree of freedom.
const Sure = 6.63

// Rise says how surely there is more (above 0) or less (below 0) of a theme in one period than in the one
// before: the log-likelihood ratio G² of its counts under the totals of both periods, with a sign
// (T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, Computational Linguistics 19, 1993).
// It asks how much more, of how many: from 0 to 3 is little (4.2), from 40 to 80 is much (13.6). A period without any
// text says nothing: 0.
func Rise(now, all, before, allBefore int) float64 {
	if all <= 0 || allBefore <= 0 || now+before == 0 {
		return 0
	}
	share := float64(now+before) / float64(all+allBefore)
	g := 2 * (part(now, share*float64(all)) + part(before, share*float64(allBefore)) +
		part(all-now, (1-share)*float64(all)) + part(allBefore-before, (1-share)*float64(allBefore)))
	if float64(now)/float64(all) < float64(before)/float64(allBefore) {
		return -g
	}
	return max(g, 0)
}

func part(seen int, expected float64) float64 {
	if seen <= 0 || expected <= 0 {
		return 0
	}
	return float64(seen) * math.Log(float64(seen)/expected)
}
