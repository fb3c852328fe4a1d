/** `my-gateway` → `MY_GATEWAY`, as the environment spells an upstream's name. */
export function environmentName(upstream: string): string {
  return upstream.toUpperCase().replace(/[^A-Z0-9]/g, '_')
}
