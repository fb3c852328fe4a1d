/** The place of something that is being loaded. It says so once, however many lines it has. */
export function Skeleton({ lines = 6 }: { readonly lines?: number }) {
  return (
    <div role="status" className="grid gap-2.5 py-1">
      <span className="sr-only">Loading…</span>
      {Array.from({ length: lines }, (_, line) => (
        <span
          key={line}
          aria-hidden
          className="h-8 animate-[pulse-soft_1.6s_ease-in-out_infinite] rounded-md bg-line"
          style={{ width: `${100 - ((line * 37) % 28)}%` }}
        />
      ))}
    </div>
  )
}
