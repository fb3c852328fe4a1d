import ipaddr from 'ipaddr.js'

/** Whether an address lies on the public internet, whatever it is dressed as. What cannot be read is not public. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.kind() === 'ipv4') return address.range() === 'unicast'
  const bytes = address.toByteArray()
  const inner = innerAddress(address.range(), bytes)
  if (inner !== null) return isPublicAddress(inner)
  // Only 2000::/3 is given out; the library calls everything it has no name for unicast, also ::a.b.c.d.
  return address.range() === 'unicast' && ((bytes[0] ?? 0) & 0xe0) === 0x20
}

/** The IPv4 address that an IPv6 address of a transition scheme leads to; null where there is none. */
function innerAddress(range: string, bytes: readonly number[]): string | null {
  if (range === 'ipv4Mapped' || range === 'rfc6052') return bytes.slice(12).join('.')
  if (range === '6to4') return bytes.slice(2, 6).join('.')
  return null
}
