import { Menu } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { CloseButton } from '../ui/CloseButton.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Brand } from './Brand.tsx'
import { Nav } from './Nav.tsx'

/** The pages on a narrow screen: behind a button, from the left. */
export function NavSheet() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger asChild>
        <IconButton icon={<Menu aria-hidden size="1.3em" />} label="Menu" className="-ml-2" />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-[fade_140ms_ease-out] bg-[rgb(10_14_20/50%)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-[slide-in_160ms_ease-out] flex-col gap-4 overflow-y-auto border-r border-line bg-surface p-4 shadow-high"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title asChild>
              <span>
                <Brand />
              </span>
            </Dialog.Title>
            <Dialog.Close asChild>
              <CloseButton />
            </Dialog.Close>
          </div>
          <Nav onGo={() => setIsOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
