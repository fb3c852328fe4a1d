import { useState } from 'react'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { areShortcutsOn, presentShortcuts, type Shortcut, turnShortcuts } from './shortcuts.ts'

const groups: readonly Shortcut['group'][] = ['Everywhere', 'On this page', 'In a list', 'Go to']

/** What the keys do here. */
export function HelpDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" isOpen={isOpen} onClose={onClose}>
      <Keys />
    </Dialog>
  )
}

function Keys() {
  const [isOn, setIsOn] = useState(areShortcutsOn)
  const known = presentShortcuts()
  return (
    <div className="grid gap-5">
      {groups.map((group) => {
        const shortcuts = known.filter((shortcut) => shortcut.group === group)
        return shortcuts.length === 0 ? null : (
          <section key={group} aria-label={group}>
            <h3 className="mb-1.5 font-medium">{group}</h3>
            <dl className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-6 gap-y-1">
              {shortcuts.map(({ keys, does }) => (
                <div key={keys} className="flex items-center justify-between gap-3">
                  <dt className="text-quiet">{does}</dt>
                  <dd className="flex gap-1">
                    {keys.split(' ').map((key) => (
                      <kbd
                        key={key}
                        className="min-w-6 rounded border border-line-strong bg-sunken px-1.5 text-center"
                      >
                        {key === 'Escape' ? 'Esc' : key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
      <p className="text-quiet">Enter opens what has the focus; Escape closes what is open.</p>
      <Checkbox
        label="Single keys do something"
        isChecked={isOn}
        onChange={(on) => {
          turnShortcuts(on)
          setIsOn(on)
        }}
      />
    </div>
  )
}
