import { CircleUserRound, Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { endSession } from '../api/client.ts'
import { visibleText } from '../format/visible-text.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu, MenuChoices, MenuItem, MenuLine, MenuText } from '../ui/Menu.tsx'
import { roleOf, useSession } from './session-context.ts'
import { chooseTheme, type Theme, useTheme } from './theme.ts'

const themes = [
  { value: 'system', text: 'As the system', icon: <Monitor aria-hidden size="1.1em" /> },
  { value: 'light', text: 'Light', icon: <Sun aria-hidden size="1.1em" /> },
  { value: 'dark', text: 'Dark', icon: <Moon aria-hidden size="1.1em" /> },
] as const satisfies readonly { value: Theme; text: string; icon: React.ReactNode }[]

/** Who is signed in and with which role, the theme, the keys, and the way out. */
export function AccountMenu({ onHelp }: { readonly onHelp: () => void }) {
  const session = useSession()
  const theme = useTheme()
  return (
    <Menu
      trigger={
        <IconButton icon={<CircleUserRound aria-hidden size="1.3em" />} label="Account and settings" />
      }
    >
      <MenuText>
        <p className="font-medium wrap-anywhere">
          {visibleText(session.key_name)}
          {session.key_name === session.owner ? null : (
            <span className="font-normal text-quiet"> of {session.owner}</span>
          )}
        </p>
        <p className="text-quiet">
          {roleOf(session)}: {session.scopes.join(', ')}
        </p>
      </MenuText>
      <MenuLine />
      <MenuChoices
        label="Theme"
        value={theme}
        choices={themes}
        onChoose={(value) => chooseTheme(themes.find((each) => each.value === value)?.value ?? 'system')}
      />
      <MenuLine />
      <MenuItem icon={<Keyboard aria-hidden size="1.1em" />} onChoose={onHelp}>
        Keyboard
      </MenuItem>
      <MenuItem icon={<LogOut aria-hidden size="1.1em" />} onChoose={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

/** A fresh page forgets everything that was shown. */
function signOut(): void {
  void endSession().finally(() => window.location.reload())
}
