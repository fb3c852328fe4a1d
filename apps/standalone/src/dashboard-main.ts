// Builds the dashboard as `demo` and `start` do, for the tests that open it.
import { ensureDashboard } from './dashboard.ts'

process.exitCode = (await ensureDashboard(console.log)) ? 0 : 1
