/** The mark and the name. */
export function Brand() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[1.05rem] font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" className="size-7 shrink-0" aria-hidden>
        <title>Reelkeep</title>
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <circle cx="16" cy="16" r="9" fill="none" className="stroke-on-accent" strokeWidth="2.5" />
        <path d="M13.5 11.5v9l7-4.5z" className="fill-on-accent" />
      </svg>
      Reelkeep
    </span>
  )
}
