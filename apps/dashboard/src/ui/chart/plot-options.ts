import UPlot from 'uplot'
import { exactText } from '../../format/moment.ts'
import type { ChartProps } from './Chart.tsx'

type Sized = ChartProps & { readonly heightPx: number }

/** uPlot draws on a canvas, so it is told the colours and the font of the page. */
export function plotOptions(read: () => Sized, style: CSSStyleDeclaration, widthPx: number): UPlot.Options {
  const { series, heightPx, together, marks, pick, timeZone } = read()
  const color = (name: string) => resolved(style, name)
  const axis: UPlot.Axis = {
    stroke: color('--quiet'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
    gap: 6,
  }
  return {
    width: widthPx,
    height: heightPx,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    ...(timeZone !== undefined && {
      tzDate: (second: number) => UPlot.tzDate(new Date(second * 1_000), timeZone),
    }),
    cursor: {
      points: { size: 6 },
      drag: { x: false, y: false },
      ...(together !== undefined && { sync: { key: together, scales: ['x', null] } }),
    },
    scales: {
      x: { range: (_plot, first, last) => edges(first, last, read().times.length) },
      y: { range: (_plot, _min, max) => [0, Math.max(max * 1.08, marks?.[0] ?? 0) || 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        size: 26,
        values: (_plot, splits, _axis, _space, stepS) =>
          splits.map((second) => timeWords(second, stepS, timeZone)),
      },
      {
        ...axis,
        ...(marks !== undefined && { incrs: endless(marks) }),
        // A width of its own would move the moments of one chart against those of the next.
        size: (_plot, values) =>
          together === undefined ? 16 + 6.5 * Math.max(3, ...(values ?? []).map((text) => text.length)) : 64,
        values: (_plot, splits) => marksText(read(), splits),
      },
    ],
    series: [
      {},
      ...series.map(({ name, color: own, kind = 'line', dash = 'solid' }): UPlot.Series => {
        const stroke = color(own)
        const fill = `color-mix(in srgb, ${stroke} ${kind === 'bars' ? 70 : 14}%, transparent)`
        return {
          label: name,
          stroke,
          width: kind === 'bars' ? 0 : 1.75,
          // A value between two gaps has no line to stand on.
          points: { show: kind === 'line', size: 4, filter: lonely },
          ...(dash !== 'solid' && { dash: dash === 'dashed' ? [6, 4] : [2, 3] }),
          ...(kind !== 'line' && { fill }),
          ...(kind === 'bars' && UPlot.paths.bars && { paths: UPlot.paths.bars({ size: [0.7, 32] }) }),
        }
      }),
    ],
    plugins: [tooltip(read), ...(pick === undefined ? [] : [picking(read)])],
  }
}

function marksText({ text, markText = text }: Sized, splits: readonly number[]): string[] {
  const distance = (splits[1] ?? 0) - (splits[0] ?? 0)
  return splits.map((value) => markText(value, distance))
}

export function plotData({ times, series, isStacked = false }: ChartProps): UPlot.AlignedData {
  const seconds = times.map((time) => time.getTime() / 1000)
  const rows = series.map(({ values }) => [...values])
  if (!isStacked) return [seconds, ...rows]
  // From the last upwards, so that the first series is drawn first and stands behind the others.
  const stacked = rows.map((values, index) =>
    values.map((_, at) => rows.slice(index).reduce((sum, row) => sum + (row[at] ?? 0), 0)),
  )
  return [seconds, ...stacked]
}

/** Half a step of room at both ends, so that bars are drawn whole; a single moment stands in the middle of two hours. */
function edges(first: number, last: number, count: number): [number, number] {
  const roomS = count > 1 ? (last - first) / (count - 1) / 2 : 3_600
  return [first - roomS, last + roomS]
}

/** The clock of the axis; midnight by its date. */
function timeWords(second: number, stepS: number, timeZone: string | undefined): string {
  const at = new Date(second * 1_000)
  const clock = at.toLocaleTimeString('en', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return stepS >= 86_400 || clock === '00:00'
    ? at.toLocaleDateString('en', { timeZone, day: 'numeric', month: 'short' })
    : clock
}

/** Beyond the last mark its multiples: an axis that finds no distance never ends drawing. */
function endless(marks: readonly number[]): number[] {
  const last = marks.at(-1) ?? 1
  return [...marks, ...Array.from({ length: 60 }, (_, power) => last * 2 ** (power + 1))]
}

/** Places whose neighbours on both sides are unknown. */
const lonely: UPlot.Series.Points.Filter = (plot, place) => {
  const values = plot.data[place] ?? []
  const isKnown = (index: number) => values[index] !== null && values[index] !== undefined
  return [...values.keys()].filter((index) => isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1))
}

/** A press on a moment; the table offers the same to the keyboard. */
function picking(read: () => Sized): UPlot.Plugin {
  return {
    hooks: {
      init: (plot) => {
        plot.over.style.cursor = 'pointer'
        plot.over.addEventListener('click', () => {
          const { idx } = plot.cursor
          if (idx !== null && idx !== undefined) read().pick?.choose(idx)
        })
      },
    },
  }
}

/** The values under the pointer, in words. */
function tooltip(read: () => Sized): UPlot.Plugin {
  const box = document.createElement('div')
  box.className =
    'pointer-events-none absolute z-10 hidden rounded-md border border-line bg-raised px-2.5 py-1.5 whitespace-nowrap shadow-high'
  return {
    hooks: {
      init: (plot) => void plot.over.append(box),
      setCursor: (plot) => {
        const { idx, left = -1 } = plot.cursor
        const { times, series, text, pick, timeText } = read()
        const time = idx === null || idx === undefined ? undefined : times[idx]
        box.classList.toggle('hidden', time === undefined || left < 0)
        if (time === undefined || idx === null || idx === undefined) return
        const lines = series.map(({ name, values }) => {
          const value = values[idx] ?? null
          return `${name}: ${value === null ? 'unknown' : text(value)}`
        })
        const hint = pick === undefined ? [] : [pick.words]
        box.replaceChildren(...[timeText?.(idx) ?? exactText(time), ...lines, ...hint].map(lineOf))
        const isRight = left > plot.over.clientWidth / 2
        box.style.top = '4px'
        box.style.left = isRight ? '' : `${left + 12}px`
        box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : ''
      },
    },
  }
}

function lineOf(text: string): HTMLElement {
  const line = document.createElement('div')
  line.textContent = text
  return line
}

/** A variable may be `light-dark(…)`, which only an element resolves. */
function resolved(style: CSSStyleDeclaration, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const color = getComputedStyle(probe).color
  probe.remove()
  return color || style.color
}
