import { Bookmark, BookmarkX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { announce } from '../app/announce.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, inputClass } from '../ui/Field.tsx'
import { Menu, MenuItem, MenuLine, MenuText } from '../ui/Menu.tsx'
import { forgetView, keepView, readViews } from './saved-views.ts'

type Props = {
  /** The present search as it would be typed. */
  readonly text: string
  readonly onSearch: (text: string) => void
}

/** Searches that somebody kept, and the way to keep this one. */
export function ViewsMenu({ text, onSearch }: Props) {
  const [views, setViews] = useState(readViews)
  const [isNaming, setIsNaming] = useState(false)
  const [name, setName] = useState('')
  const present = views.find((view) => view.text === text)
  const keep = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    setViews(keepView({ name: name.trim(), text }))
    setIsNaming(false)
    announce(`The search is kept as ${name.trim()}`)
  }
  return (
    <>
      <Menu
        trigger={<Button icon={<Bookmark aria-hidden size="1.1em" />}>{present?.name ?? 'Views'}</Button>}
      >
        {views.length === 0 ? (
          <MenuText>
            <span className="text-quiet">No search is kept yet.</span>
          </MenuText>
        ) : (
          views.map((view) => (
            <MenuItem key={view.name} onChoose={() => onSearch(view.text)}>
              {view.name}
            </MenuItem>
          ))
        )}
        <MenuLine />
        <MenuItem
          icon={<Bookmark aria-hidden size="1.1em" />}
          refusal={text === '' ? 'There is no filter to keep.' : null}
          onChoose={() => {
            setName(present?.name ?? '')
            setIsNaming(true)
          }}
        >
          Keep this search …
        </MenuItem>
        {present === undefined ? null : (
          <MenuItem
            icon={<BookmarkX aria-hidden size="1.1em" />}
            onChoose={() => setViews(forgetView(present.name))}
          >
            Forget “{present.name}”
          </MenuItem>
        )}
      </Menu>
      <Dialog
        title="Keep this search"
        description="It is kept in this browser. To share it, send its address."
        isOpen={isNaming}
        onClose={() => setIsNaming(false)}
        actions={
          <Button type="submit" form="keep-view" look="primary">
            Keep
          </Button>
        }
      >
        <form id="keep-view" onSubmit={keep}>
          <Field label="Name">
            {(parts) => (
              <input
                {...parts}
                className={inputClass}
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        </form>
      </Dialog>
    </>
  )
}
