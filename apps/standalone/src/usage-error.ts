/** Something the person who started us set wrong; its message is one line that names it and the fix. */
export class UsageError extends Error {}
