import type { Batch } from '../api/types.ts'
import { counted } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Moment } from '../ui/Moment.tsx'
import { Panel } from '../ui/Panel.tsx'

/** What could stop the batch by itself, and what came of its file. */
export function BrakesPanel({ batch }: { readonly batch: Batch }) {
  const { brakes, pause, skipped } = batch
  const { stop_when: stop, trial_rows: trial } = brakes
  return (
    <Panel title="How it runs">
      <Facts>
        {pause === null ? null : (
          <Fact name="Paused">
            <Moment at={pause.at} otherwise="at a time that was not kept" />
            {detailWords(pause.detail)}
          </Fact>
        )}
        <Fact name="Trial">
          {trial === null
            ? 'nothing is held back by a trial'
            : `only rows up to ${trial} are sent until a person resumes`}
        </Fact>
        <Fact name="Pauses by itself">
          {stop === null
            ? 'no, however many rows go wrong; a person can pause it'
            : `when ${Math.round(stop.failed_share * 100)} % of at least ${stop.after} ended rows cost money and failed, were moderated, or have equal content`}
        </Fact>
        <Fact name="From its file">
          {counted(batch.created, 'row')} made, {batch.unchanged} unchanged, {batch.retried} retried,{' '}
          {batch.absent} absent
          {skipped.length === 0 ? '' : `, ${counted(skipped.length, 'row')} skipped as invalid`}
        </Fact>
        <Fact name="Id">
          <code>{batch.id}</code>
        </Fact>
      </Facts>
    </Panel>
  )
}

function detailWords(detail: { readonly [name: string]: unknown }): string {
  const parts = Object.entries(detail)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .filter(([name]) => !name.endsWith('_ticks'))
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${visibleText(String(value))}`)
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}
