import { ChevronRight } from 'lucide-react'
import type { Upstream } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { visibleText } from '../format/visible-text.ts'
import { classNames } from '../ui/class-names.ts'
import { ModeTable } from './ModeTable.tsx'
import { type Model, pollWords, priceWords } from './model-words.ts'
import { Part } from './Part.tsx'

/** Each model with its price; opened, what it takes, when it is asked about, and where that is written. */
export function Models({ upstream }: { readonly upstream: Upstream }) {
  return (
    <Part title="Models and prices">
      <ul className="divide-y divide-line rounded-md border border-line">
        {upstream.models.map((model) => (
          <li key={model.model}>
            <ModelItem upstream={upstream.name} model={model} />
          </li>
        ))}
      </ul>
    </Part>
  )
}

function ModelItem({ upstream, model }: { readonly upstream: string; readonly model: Model }) {
  const { isKnown, lines } = priceWords(upstream, model)
  return (
    <details className="group min-w-0">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-4 gap-y-1 px-3 py-2 hover:bg-hover focus-visible:-outline-offset-2">
        <span className="flex min-w-0 items-baseline gap-1.5 font-medium wrap-anywhere">
          <ChevronRight
            aria-hidden
            size="1em"
            className="shrink-0 self-center text-quiet transition-transform group-open:rotate-90"
          />
          {visibleText(model.model)}
        </span>
        <span className={classNames('wrap-anywhere', !isKnown && 'text-unconfirmed')}>
          {lines.join(', ')}
        </span>
        <span className="text-quiet">{model.modes.map(({ words }) => words).join(', ')}</span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-line px-3 py-3">
        <ModeTable model={model} />
        <p>{pollWords(model)}</p>
        {model.prompt_max_chars === null ? null : (
          <p>A prompt over {countText(model.prompt_max_chars)} characters is warned about.</p>
        )}
        <p className="text-quiet wrap-anywhere">
          {model.aliases.length === 0 ? '' : `Also called ${model.aliases.map(visibleText).join(', ')}. `}
          Source: {visibleText(model.source)}. Prices {visibleText(model.price_version)}.
        </p>
      </div>
    </details>
  )
}
