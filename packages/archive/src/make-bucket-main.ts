// The command of the `bucket` container: makes the bucket of S3_BUCKET where it is not there yet.
import { openStore } from './store/open-store.ts'
import { readStoreSettings } from './store/store-settings.ts'

try {
  const settings = readStoreSettings(process.env)
  const store = openStore(settings)
  await store.ensureBucket()
  store.close()
  process.stdout.write(`the bucket ${settings.bucket} is there\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
