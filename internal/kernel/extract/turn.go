package extract

import (
	"encoding/binary"
	"hash/crc32"
)

// How to write Exif data into the formats, and what to put right at the end.

func jpegTurn(exif []byte) []byte {
	p := append([]byte(tiffBegin), exif...)
	return append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(p)+2)), p...) //nolint:gosec // some twenty bytes
}

func pngTurn(exif []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(exif))) //nolint:gosec // some twenty bytes
	b = append(append(b, "eXIf"...), exif...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func webpTurn(exif []byte) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte("EXIF"), uint32(len(exif))), exif...) //nolint:gosec // some twenty bytes
}

func noTurn([]byte) []byte { return nil }

func asWritten(b []byte, _ bool) []byte { return b }

// webpFinish sets the size of the file and the flags that say which chunks it has.
func webpFinish(b []byte, turned bool) []byte {
	const exifFlag, xmpFlag = 0x08, 0x04
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8)) //nolint:gosec // read from a file of that size
	if len(b) > 20 && string(b[12:16]) == "VP8X" {
		b[20] &^= exifFlag | xmpFlag
		if turned {
			b[20] |= exifFlag
		}
	}
	return b
}
