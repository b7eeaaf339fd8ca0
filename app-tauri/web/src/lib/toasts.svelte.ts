// What is said for a moment: it came true, and how to undo it; or why it did not.
import type { Announce, Refused } from './wire'
import { refusedBy } from './live.svelte'

export interface Toast {
  id: number
  text: string
  more?: string
  tone: 'done' | 'bad'
  announce: Announce
  act?: { label: string; run: () => unknown }
}

const STAYS = 6_000
let last = 0
export const toasts = $state<Toast[]>([])

export function say(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  const id = ++last
  // One at a time: the newest is what a person just did.
  toasts.splice(0, toasts.length, { id, text, tone: 'done', announce: 'polite', ...more })
  setTimeout(() => close(id), more.act ? STAYS * 1.5 : STAYS)
}

export function close(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

export const refuse = (refused: Refused) =>
  say(refused.title, { more: `${refused.detail} ${refused.next}`.trim(), tone: 'bad', announce: 'assertive' })

/** Does something a person asked for; says why where it was refused. Whether it came true. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    const refused = refusedBy(error)
    if (refused) refuse(refused)
    return false
  }
}
