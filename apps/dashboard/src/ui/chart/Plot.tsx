import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useIsDark } from '../../app/theme.ts'
import type { ChartProps } from './Chart.tsx'
import { plotData, plotOptions } from './plot-options.ts'

/** The canvas. It is made anew when its look changes, and only given data when values do. */
export function Plot(props: ChartProps & { readonly heightPx: number }) {
  const { times, series, heightPx, isStacked = false } = props
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const isDark = useIsDark()
  const latest = useRef(props)
  latest.current = props
  const look = `${series.map(({ name, color, kind, dash }) => `${name}/${color}/${kind}/${dash}`).join()}|${isStacked}|${heightPx}`

  // A change of the look, which is part of `look`, or of the theme makes it anew.
  useEffect(() => {
    const box = place.current
    if (box === null) return
    const options = plotOptions(() => latest.current, getComputedStyle(box), box.clientWidth)
    const made = new UPlot(options, plotData(latest.current), box)
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: heightPx }))
    resize.observe(box)
    return () => {
      resize.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [look, isDark])

  // Values are read through `latest`; times and series only say that there are new ones.
  useEffect(() => {
    plot.current?.setData(plotData(latest.current))
  }, [times, series])
  return <div ref={place} className="w-full" />
}
