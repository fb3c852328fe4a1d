/** Heads of images of a size of one's choice: what a reader looks at, and nothing to see. */
export function png(width: number, height: number, tail = ''): Buffer {
  const head = Buffer.alloc(33)
  head.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  head.writeUInt32BE(13, 8)
  head.write('IHDR', 12, 'latin1')
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return Buffer.concat([head, Buffer.from(tail)])
}

/** With a comment and a table before the frame header, as cameras write. */
export function jpeg(width: number, height: number): Buffer {
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, 4])
  const table = Buffer.from([0xff, 0xff, 0xc4, 0, 4, 9, 9])
  const frame = Buffer.from([0xff, 0xc2, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from([0xff, 0xd8]), comment, table, frame])
}

export function webp(form: 'VP8X' | 'VP8 ' | 'VP8L', width: number, height: number): Buffer {
  const head = Buffer.alloc(40)
  head.write('RIFF', 0, 'latin1')
  head.write('WEBP', 8, 'latin1')
  head.write(form, 12, 'latin1')
  if (form === 'VP8X') {
    head.writeUIntLE(width - 1, 24, 3)
    head.writeUIntLE(height - 1, 27, 3)
  } else if (form === 'VP8 ') {
    head.writeUInt16LE(width, 26)
    head.writeUInt16LE(height, 28)
  } else {
    head.writeUInt32LE(((height - 1) << 14) | (width - 1), 21)
  }
  return head
}
