// CRC32C (Castagnoli), which node:zlib does not offer. Eight bytes a turn by eight tables.

export function crc32c(bytes: Uint8Array, start = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = ~start
  let at = 0
  for (; at + 8 <= bytes.length; at += 8) {
    const low = crc ^ view.getInt32(at, true)
    const high = view.getInt32(at + 4, true)
    crc =
      lookup(t7, low) ^
      lookup(t6, low >>> 8) ^
      lookup(t5, low >>> 16) ^
      lookup(t4, low >>> 24) ^
      lookup(t3, high) ^
      lookup(t2, high >>> 8) ^
      lookup(t1, high >>> 16) ^
      lookup(t0, high >>> 24)
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ lookup(t0, crc ^ view.getUint8(at))
  return ~crc >>> 0
}

type Tables = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]

const tables = makeTables()

function makeTables(): Tables {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
    return crc
  })
  const next = (table: Int32Array) => table.map((crc) => (crc >>> 8) ^ lookup(first, crc))
  const second = next(first)
  const third = next(second)
  const fourth = next(third)
  const fifth = next(fourth)
  const sixth = next(fifth)
  const seventh = next(sixth)
  return [first, second, third, fourth, fifth, sixth, seventh, next(seventh)]
}

function lookup(table: Int32Array, index: number): number {
  return table[index & 255] ?? 0
}
