import type { Row } from '../row.ts'
import { row01 } from './row-01.ts'
import { row02 } from './row-02.ts'
import { row03 } from './row-03.ts'
import { row04 } from './row-04.ts'
import { row05 } from './row-05.ts'
import { row06 } from './row-06.ts'
import { row07 } from './row-07.ts'
import { row08 } from './row-08.ts'
import { row09 } from './row-09.ts'
import { row10 } from './row-10.ts'
import { row11 } from './row-11.ts'
import { row12 } from './row-12.ts'
import { row13 } from './row-13.ts'
import { row14 } from './row-14.ts'
import { row15 } from './row-15.ts'
import { row16 } from './row-16.ts'
import { row17 } from './row-17.ts'
import { row18 } from './row-18.ts'
import { row19 } from './row-19.ts'
import { row20 } from './row-20.ts'
import { row21 } from './row-21.ts'
import { row22 } from './row-22.ts'
import { row23 } from './row-23.ts'
import { row24 } from './row-24.ts'
import { row25 } from './row-25.ts'
import { row26 } from './row-26.ts'
import { row27 } from './row-27.ts'
import { row28 } from './row-28.ts'
import { row29 } from './row-29.ts'
import { row30 } from './row-30.ts'
import { row31 } from './row-31.ts'
import { row32 } from './row-32.ts'
import { row33 } from './row-33.ts'
import { row34 } from './row-34.ts'
import { row35 } from './row-35.ts'
import { row36 } from './row-36.ts'
import { row37 } from './row-37.ts'
import { row38 } from './row-38.ts'
import { row39 } from './row-39.ts'
import { row40 } from './row-40.ts'
import { row43 } from './row-43.ts'
import { row44 } from './row-44.ts'
import { row45 } from './row-45.ts'

/** The fault matrix, by number. 41 and 42 are about notices to other services, which this system does not send yet. */
export const allRows: readonly Row[] = [
  row01,
  row02,
  row03,
  row04,
  row05,
  row06,
  row07,
  row08,
  row09,
  row10,
  row11,
  row12,
  row13,
  row14,
  row15,
  row16,
  row17,
  row18,
  row19,
  row20,
  row21,
  row22,
  row23,
  row24,
  row25,
  row26,
  row27,
  row28,
  row29,
  row30,
  row31,
  row32,
  row33,
  row34,
  row35,
  row36,
  row37,
  row38,
  row39,
  row40,
  row43,
  row44,
  row45,
]
