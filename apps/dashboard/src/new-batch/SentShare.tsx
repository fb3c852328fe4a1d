/** How much of a file has left; all of it: the server is at work. */
export function SentShare({ what, share }: { readonly what: string; readonly share: number }) {
  const percent = Math.round(share * 100)
  return (
    <div role="status" className="grid gap-1 text-quiet">
      <span>{share > 0 && share < 1 ? `Sending, ${percent} %` : `${what} …`}</span>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className={
            share >= 1 || share === 0
              ? 'h-full animate-[pulse-soft_1.4s_ease-in-out_infinite] bg-accent'
              : 'h-full bg-accent'
          }
          style={{ width: share === 0 ? '15%' : `${percent}%` }}
        />
      </div>
    </div>
  )
}
