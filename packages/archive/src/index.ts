export { type ArchiveSettings, parseSizeBytes, readArchiveSettings } from './archive-settings.ts'
export { type ClipFinding, checkClip } from './check-clip.ts'
export { type CopyEvent, copyClip } from './copy-clip.ts'
export { type DownloadLimits, defaultDownloadLimits } from './download-request.ts'
export {
  type ImageLinkChecker,
  type ImageLinkFinding,
  openImageLinkChecker,
} from './images/check-image-link.ts'
export { chooseImageWay, type ImageJourney, type ImageWay } from './images/image-way.ts'
export { type ImageReading, imageTypes, readImage } from './images/read-image.ts'
export {
  type ConnectGuard,
  type ConnectGuardSettings,
  createConnectGuard,
  type LinkRules,
} from './links/connect-guard.ts'
export { foldHostEntry, isHostEntry } from './links/host-entry.ts'
export { LinkRefusedError } from './links/link-refused.ts'
export { readAllowPrivateHosts } from './links/private-hosts.ts'
export { type ArchiveEvent, type Archiver, type ArchiverParts, openArchiver } from './open-archiver.ts'
export { type MendEvent, type Mender, openMender } from './open-mender.ts'
export { readJobDocument } from './records/job-codec.ts'
export { packLines, unpackLines } from './records/lines.ts'
export {
  readBatchDocument,
  readJobVersion,
  readOpenJobsDocument,
  readRecordedRow,
} from './records/manifest-codec.ts'
export { type PackedRecord, readPacked } from './records/read-packed.ts'
export { openRescue, type Rescue, type RescueEvent } from './rescue/open-rescue.ts'
export { isClipOf, type RescuedClip } from './rescue/rescue-folder.ts'
export { openStoreProbe, type StoreProbe } from './store/inspect-store.ts'
export { clipKeysOf } from './store/keep-clip.ts'
export { openStore } from './store/open-store.ts'
export type {
  ListedObject,
  OpenUpload,
  PresignOptions,
  ReadOutcome,
  Store,
  StoredObject,
  WriteOutcome,
} from './store/store.ts'
export { readStoreSettings, type StoreSettings } from './store/store-settings.ts'
