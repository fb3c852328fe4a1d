import {
  ChartNoAxesCombined,
  Clapperboard,
  CloudCog,
  Coins,
  KeyRound,
  Layers,
  ListChecks,
  type LucideIcon,
  ScrollText,
  ShieldAlert,
  TriangleAlert,
} from 'lucide-react'
import type { Scope } from '../api/types.ts'

type PageEntry = {
  readonly to:
    | '/'
    | '/jobs'
    | '/batches'
    | '/failures'
    | '/costs'
    | '/at-risk'
    | '/upstreams'
    | '/audit'
    | '/operations'
    | '/keys'
  readonly name: string
  /** Pressed after `g`. */
  readonly key: string
  readonly icon: LucideIcon
  /** Only keys with this scope find anything there. */
  readonly needs?: Scope
}

/** What the menu offers, in its order. */
export const pages: readonly PageEntry[] = [
  { to: '/', name: 'Overview', key: 'o', icon: ChartNoAxesCombined },
  { to: '/jobs', name: 'Jobs', key: 'j', icon: Clapperboard, needs: 'read' },
  { to: '/batches', name: 'Batches', key: 'b', icon: Layers, needs: 'read' },
  { to: '/failures', name: 'Failures', key: 'f', icon: TriangleAlert, needs: 'read' },
  { to: '/at-risk', name: 'At risk', key: 'r', icon: ShieldAlert, needs: 'read' },
  { to: '/costs', name: 'Costs', key: 'c', icon: Coins, needs: 'read' },
  { to: '/upstreams', name: 'Upstreams', key: 'u', icon: CloudCog, needs: 'read' },
  { to: '/audit', name: 'Audit', key: 'a', icon: ScrollText, needs: 'operate' },
  { to: '/operations', name: 'Operations', key: 'p', icon: ListChecks, needs: 'read' },
  { to: '/keys', name: 'Keys', key: 'k', icon: KeyRound, needs: 'admin' },
]
