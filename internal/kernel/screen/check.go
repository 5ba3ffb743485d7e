package screen

import "strings"

// provinces are the first two digits of the regions of GB/T 2260, with those
// that identity cards of Hong Kong, Macao, Taiwan and foreign residents bear.
const provinces = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91"

func province(d []byte) bool { return strings.Contains(provinces, string(d[:2])) }

// Identity reports whether a text is an identity number as GB 11643 has it, with
// its check character.
func Identity(text string) bool { return identity([]byte(strings.ToUpper(text))) }

// Credit reports whether a text is a unified social credit code as GB 32100 has it.
func Credit(text string) bool { return credit([]byte(strings.ToUpper(text))) }

// identity checks an identity number by GB 11643: region, date of birth, check character.
func identity(d []byte) bool {
	return len(d) == 18 && identityForm(d) && d[17] == identityCheck(d)
}

// identityForm checks all of an identity number but the check character.
func identityForm(d []byte) bool {
	return allDigits(d[:17]) && province(d) && d[2] < '9' && date(num(d[6:10]), num(d[10:12]), num(d[12:14])) &&
		num(d[6:10]) >= 1880 && num(d[6:10]) <= 2099
}

func identityCheck(d []byte) byte {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

// identity15 checks the form of a number of before 1999, which has no check character.
func identity15(d []byte) bool {
	return len(d) == 15 && allDigits(d) && province(d) && date(1900+num(d[6:8]), num(d[8:10]), num(d[10:12]))
}

// settled reports whether a number of 15 digits names a county, and a year in which
// its bearer may have been born: 1920 and later.
func settled(d []byte) bool {
	return string(d[2:4]) != "00" && string(d[4:6]) != "00" && d[6] >= '2'
}

// mobileForm reports whether 11 digits are in use for mobile telephones.
func mobileForm(d []byte) bool {
	return len(d) == 11 && allDigits(d) && d[0] == '1' && d[1] >= '3' && (d[1] != '4' || d[2] >= '5') && (d[1] != '5' || d[2] != '4')
}

// creditAlphabet are the characters of GB 32100: no I, O, S, V, Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditPairs are the registering departments with the classes that each of them registers.
var creditPairs = map[byte]string{
	'1': "1239", '2': "19", '3': "123459", '4': "19", '5': "1239", '6': "129", '7': "129", '8': "19", '9': "123", 'A': "19", 'N': "1239", 'Y': "1",
}

// credit checks a unified social credit code by GB 32100.
func credit(d []byte) bool {
	if len(d) != 18 || strings.IndexByte(creditPairs[d[0]], d[1]) < 0 || !allDigits(d[2:8]) || !province(d[2:]) && string(d[2:4]) != "10" {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(creditAlphabet, d[i])
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return d[17] == creditAlphabet[(31-sum%31)%31]
}

// card checks the length, the issuer and the check digit (Luhn) of a bank card.
func card(d []byte) bool { return allDigits(d) && issuer(d) && luhn(d) }

// unionPay are the lengths of cards of Chinese banks, which begin with 62.
func unionPay(d []byte) bool { return len(d) >= 16 && len(d) <= 19 && string(d[:2]) == "62" }

func issuer(d []byte) bool {
	if len(d) < 13 || len(d) > 19 {
		return false
	}
	two := num(d[:2])
	switch len(d) {
	case 15:
		return two == 34 || two == 37
	case 16:
		return d[0] == '4' || two >= 51 && two <= 55 || two == 62 || two == 35
	case 13:
		return d[0] == '4'
	}
	return unionPay(d) || len(d) == 19 && (string(d[:4]) == "9558" || two == 60 || two == 69)
}

func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		v := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0 && strings.Trim(string(d[1:]), "0") != ""
}

// date reports whether a day exists.
func date(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	days := [12]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if m == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0) {
		return d <= 29
	}
	return d <= days[m-1]
}

func allDigits(d []byte) bool {
	for _, c := range d {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(d) > 0
}

func num(d []byte) int {
	n := 0
	for _, c := range d {
		n = n*10 + int(c-'0')
	}
	return n
}
