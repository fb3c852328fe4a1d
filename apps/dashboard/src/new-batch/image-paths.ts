/** The paths that a chosen image is meant by: those that end with its own, else all of its name. Case is forgiven. */
export function pathsOf(
  file: { readonly name: string; readonly webkitRelativePath?: string },
  paths: readonly string[],
): string[] {
  const own = partsOf(file.webkitRelativePath || file.name)
  const named = paths.filter((path) => partsOf(path).at(-1) === own.at(-1))
  const closest = named.filter((path) => endsAlike(partsOf(path), own))
  return own.length > 1 && closest.length > 0 ? closest : named
}

function partsOf(path: string): string[] {
  return path
    .toLowerCase()
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.')
}

function endsAlike(path: readonly string[], own: readonly string[]): boolean {
  const length = Math.min(path.length, own.length)
  return path.slice(-length).join('/') === own.slice(-length).join('/')
}
