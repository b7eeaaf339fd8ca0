// What is done with a visit by one tap, and taken back by one more.
import { core } from '../../lib/live.svelte'
import { attempt, say } from '../../lib/toasts.svelte'
import { t } from '../../lib/texts.svelte'
import type { Act, Weighed } from '../../lib/wire'

export const act = (booking: string, what: Act, scale: Weighed[] = []): Promise<boolean> => attempt(async () => {
  const done = await core().call('act', { booking, act: what, scale })
  const undo = done.undo
  say(done.say.text, undo ? { act: { label: t('app-undo'), run: () => act(booking, undo) } } : {})
})
