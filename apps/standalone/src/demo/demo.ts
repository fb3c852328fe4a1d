export const demoHelp = 'npm run demo\n'

export async function demo(_args: readonly string[]): Promise<number> {
  throw new Error('the demo is not part of this checkout yet: use npm start')
}
