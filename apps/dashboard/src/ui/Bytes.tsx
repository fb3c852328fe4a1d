import { bytesText } from '../format/bytes.ts'
import { countText } from '../format/count.ts'

export function Bytes({ bytes }: { readonly bytes: number | null }) {
  if (bytes === null) return <span className="text-quiet">unknown</span>
  return (
    <span title={`${countText(bytes)} bytes`} className="whitespace-nowrap">
      {bytesText(bytes)}
    </span>
  )
}
