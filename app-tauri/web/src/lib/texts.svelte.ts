// The words of the frame itself, from the one Fluent catalogue. Screens bring their own sentences from the core.
import { FluentBundle, FluentResource } from '@fluent/bundle'
import type { Lang } from './wire'

const sources = import.meta.glob<string>('../../../../core/domain/texts/*/app.ftl', { query: '?raw', import: 'default' })

let bundle = $state.raw(new FluentBundle('en'))
export const tongue = $state<{ lang: Lang }>({ lang: 'en' })

/** Reads a language's file; only that one is loaded. */
export async function speak(lang: Lang): Promise<void> {
  const load = Object.entries(sources).find(([path]) => path.includes(`/${lang}/`))?.[1]
  if (!load) return
  const made = new FluentBundle(lang, { useIsolating: false })
  made.addResource(new FluentResource(await load()))
  bundle = made
  tongue.lang = lang
  document.documentElement.lang = lang
}

/** The message `id`; the id itself where nobody has it. */
export function t(id: string, args: Record<string, string | number> = {}): string {
  const message = bundle.getMessage(id)
  return message?.value ? bundle.formatPattern(message.value, args) : id
}
