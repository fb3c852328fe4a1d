import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type SeriesRange, seriesRanges } from '../api/stats.ts'
import { upstreamsQuery } from '../api/upstreams.ts'
import { visibleText } from '../format/visible-text.ts'
import { classNames } from '../ui/class-names.ts'
import { Select } from '../ui/Select.tsx'

const route = getRouteApi('/')

const rangeWords: Readonly<Record<SeriesRange, string>> = {
  '1h': '1 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  '90d': '90 d',
}

/** Which time, upstream and model the charts show. All of it is in the address. */
export function CourseFilters() {
  const { range = '24h', upstream, model } = route.useSearch()
  const navigate = route.useNavigate()
  const { data } = useQuery(upstreamsQuery())
  const upstreams = data?.data ?? []
  const models = upstreams
    .filter(({ name }) => upstream === undefined || name === upstream)
    .flatMap((each) => each.models)
  const modelNames = [...new Set(models.map((each) => each.model))]
  return (
    <div className="flex flex-wrap items-center gap-2">
      <fieldset className="flex rounded-md border border-line-strong">
        <legend className="sr-only">Time shown</legend>
        {(Object.keys(seriesRanges) as SeriesRange[]).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === range}
            className={classNames(
              'h-8 px-2.5 whitespace-nowrap first:rounded-l-md last:rounded-r-md focus-visible:-outline-offset-2 max-sm:h-11',
              each === range
                ? 'bg-accent-soft font-medium text-accent'
                : 'text-quiet hover:bg-hover hover:text-ink',
            )}
            onClick={() =>
              void navigate({
                search: (before) => ({ ...before, range: each === '24h' ? undefined : each }),
                resetScroll: false,
              })
            }
          >
            <span className="sr-only">the last </span>
            {rangeWords[each]}
          </button>
        ))}
      </fieldset>
      <Select
        aria-label="Upstream of the charts"
        value={upstream ?? ''}
        options={[
          { value: '', text: 'All upstreams' },
          ...withChosen(
            upstreams.map(({ name }) => name),
            upstream,
          ).map(optionOf),
        ]}
        onChoose={(chosen) =>
          void navigate({
            search: (before) => ({ ...before, upstream: chosen || undefined, model: undefined }),
            resetScroll: false,
          })
        }
      />
      <Select
        aria-label="Model of the charts"
        value={model ?? ''}
        options={[{ value: '', text: 'All models' }, ...withChosen(modelNames, model).map(optionOf)]}
        onChoose={(chosen) =>
          void navigate({
            search: (before) => ({ ...before, model: chosen || undefined }),
            resetScroll: false,
          })
        }
      />
    </div>
  )
}

/** What the address names stays chosen, though no upstream offers it any more. */
function withChosen(names: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || names.includes(chosen) ? [...names] : [...names, chosen]
}

function optionOf(name: string) {
  return { value: name, text: visibleText(name) }
}
