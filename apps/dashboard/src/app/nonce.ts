import { setNonce } from 'get-nonce'

/** Dialogs add a style of their own while they are open; the page's policy takes it only with the response's nonce. */
export function handOverNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
  if (nonce) setNonce(nonce)
}
