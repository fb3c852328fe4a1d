/** A CRC32 as S3 writes it: four bytes, big end first, in base64. */
export function crcText(crc: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc >>> 0)
  return bytes.toString('base64')
}
