import type { ReactNode } from 'react'

/** Below these widths of the table itself, not of the window, a column is left out. */
export type HideBelow = 'medium' | 'wide' | 'full'

export type Column<Row> = {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** A CSS width such as `9rem`; without one it shares what is left. */
  readonly width?: string
  readonly isNumber?: boolean
  readonly hideBelow?: HideBelow
  /** For lists that are loaded whole: the header then sorts by it. Null comes last. */
  readonly sortBy?: (row: Row) => string | number | bigint | null
}

export const hideClasses: Readonly<Record<HideBelow, string>> = {
  medium: '@max-[44rem]/table:hidden',
  wide: '@max-[60rem]/table:hidden',
  full: '@max-[76rem]/table:hidden',
}
