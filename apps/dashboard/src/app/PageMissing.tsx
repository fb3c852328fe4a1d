import { Link } from '@tanstack/react-router'
import { Empty } from '../ui/Empty.tsx'
import { Page } from '../ui/Page.tsx'

export function PageMissing() {
  return (
    <Page title="There is no such page">
      <Empty title="Nothing is kept at this address.">
        <Link to="/" className="text-accent underline">
          To the overview
        </Link>
      </Empty>
    </Page>
  )
}
