import { choiceWords, lengthWords, type Mode, type Model, sourceWords } from './model-words.ts'

const rows: readonly { readonly name: string; readonly text: (mode: Mode) => string }[] = [
  { name: 'Lengths', text: lengthWords },
  { name: 'Ratios', text: ({ aspect_ratios: ratios }) => choiceWords(ratios) },
  { name: 'Resolutions', text: ({ resolutions }) => choiceWords(resolutions) },
  { name: 'Sources', text: sourceWords },
]

/** What a model takes in each of its modes. */
export function ModeTable({ model: { model, modes } }: { readonly model: Model }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="overflow-x-auto" aria-label={`What ${model} takes`} tabIndex={0}>
      <table className="w-full min-w-96">
        <thead className="text-quiet">
          <tr>
            <th scope="col" className="py-1 pr-4 text-left font-medium">
              Mode
            </th>
            {rows.map(({ name }) => (
              <th key={name} scope="col" className="py-1 pr-4 text-left font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {modes.map((mode) => (
            <tr key={mode.mode} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-4 text-left font-normal whitespace-nowrap">
                {mode.words}
              </th>
              {rows.map(({ name, text }) => (
                <td key={name} className="py-1.5 pr-4">
                  {text(mode)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
