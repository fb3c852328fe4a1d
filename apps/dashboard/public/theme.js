// Before the first paint, so that a chosen theme never flashes in the other one. src/app/theme.ts writes what it reads.
try {
  const theme = localStorage.getItem('reelkeep-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is switched off: the system's theme it is.
}
