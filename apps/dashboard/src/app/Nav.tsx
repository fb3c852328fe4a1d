import { Link } from '@tanstack/react-router'
import { pages } from './pages.ts'
import { useSession } from './session-context.ts'

/** The pages; the present one is marked. */
export function Nav({ onGo }: { readonly onGo?: () => void }) {
  const { scopes } = useSession()
  return (
    <nav aria-label="Pages" className="grid gap-0.5">
      {pages
        .filter(({ needs }) => needs === undefined || scopes.includes(needs))
        .map(({ to, name, key, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            onClick={onGo}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ className: 'bg-accent-soft text-accent font-medium' }}
            inactiveProps={{ className: 'text-quiet hover:bg-hover hover:text-ink' }}
            className="group flex h-9 items-center gap-3 rounded-md px-3 max-lg:h-11"
          >
            <Icon aria-hidden size="1.15em" strokeWidth={2} className="shrink-0" />
            <span className="grow">{name}</span>
            <kbd
              aria-hidden
              className="text-[0.8em] text-quiet opacity-0 group-hover:opacity-100 max-lg:hidden"
            >
              g {key}
            </kbd>
          </Link>
        ))}
    </nav>
  )
}
