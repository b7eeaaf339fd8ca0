// Addresses that somebody hands to the app. The core says where one leads; a page's own path has the same name.
import { core } from './live.svelte'
import { go } from './router.svelte'
import { attempt } from './toasts.svelte'
import type { Link } from './wire'

export function pathOf(link: Link): string {
  if ('id' in link) return `/${link.to}/${link.id}`
  return link.to === 'home' ? '/' : `/${link.to}`
}

export const follow = (address: string) => attempt(async () => go(pathOf(await core().call('follow', { address }))))
