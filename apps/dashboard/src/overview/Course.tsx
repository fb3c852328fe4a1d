import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { seriesQuery } from '../api/stats.ts'
import type { StatsSeries } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { Chart } from '../ui/chart/Chart.tsx'
import type { Series } from '../ui/chart/chart-data.ts'
import { Panel } from '../ui/Panel.tsx'
import { QueryState } from '../ui/QueryState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { CourseFilters } from './CourseFilters.tsx'
import {
  durationMark,
  durationMarks,
  percentiles,
  perStep,
  queueAge,
  stepBounds,
  throughput,
} from './course.ts'

const route = getRouteApi('/')

/** Throughput and latencies over time, on one axis. */
export function Course() {
  const { range = '24h', upstream, model } = route.useSearch()
  const series = useQuery({
    ...seriesQuery({ range, upstream, model }),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title="Over time" actions={<CourseFilters />}>
      <QueryState query={series} loading={<Skeleton lines={12} />}>
        {(reply) => (
          <div className="grid grid-cols-[minmax(0,1fr)] items-end gap-x-8 gap-y-6 lg:grid-cols-2 min-[118rem]:grid-cols-3">
            <CourseCharts reply={reply} upstream={upstream} model={model} />
          </div>
        )}
      </QueryState>
    </Panel>
  )
}

type ChartsProps = {
  readonly reply: StatsSeries
  readonly upstream: string | undefined
  readonly model: string | undefined
}

function CourseCharts({ reply, upstream, model }: ChartsProps) {
  const navigate = route.useNavigate()
  const { data } = reply
  const times = useMemo(() => data.map(({ at }) => new Date(at)), [data])
  const lines = useMemo(() => {
    const age = queueAge(data)
    return {
      throughput: throughput(data),
      wait: [...(age === null ? [] : [age]), ...percentiles(data, 'wait')],
      render: percentiles(data, 'render'),
      detection: percentiles(data, 'detection'),
      archive: percentiles(data, 'archive'),
      total: percentiles(data, 'total'),
    }
  }, [data])
  const pick = {
    words: 'Press for the jobs made then',
    choose: (index: number) => {
      const bounds = stepBounds(reply, index)
      if (bounds !== null) void navigate({ to: '/jobs', search: { ...bounds, upstream, model } })
    },
  }
  const latency = (title: string, unit: string, series: readonly Series[], nothing?: string) => (
    <Chart
      title={title}
      unit={unit}
      times={times}
      series={series}
      text={durationMark}
      marks={durationMarks}
      together="overview"
      {...(nothing !== undefined && { nothing })}
    />
  )
  return (
    <>
      <Chart
        title="Throughput"
        unit={perStep('jobs', reply)}
        times={times}
        series={lines.throughput}
        text={wholeCount}
        marks={countMarks}
        together="overview"
        pick={pick}
      />
      {latency('Wait', 'made until sent', lines.wait)}
      {latency('Render', 'sent until rendered', lines.render)}
      {latency('Detection delay', 'finished there until we knew', lines.detection, noFinishTimes)}
      {latency('Archive', 'rendered until ours', lines.archive)}
      {latency('In all', 'made until ours', lines.total)}
    </>
  )
}

const noFinishTimes =
  'In this time no upstream said when it finished a clip, so there is no delay to measure.'

const wholeCount = (value: number) => countText(Math.round(value))

/** There is no half job. */
const countMarks: readonly number[] = [0, 1, 2, 3, 4, 5, 6].flatMap((power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
)
