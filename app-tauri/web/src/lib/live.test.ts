import { expect, test, vi } from 'vitest'
import { Live, link, start } from './live.svelte'
import { Gone, Refusal, type Transport } from './transport'
import type { Refused, Search } from './wire'

type Ask = (text: string) => Promise<Search>

function over(ask: Ask): { tell: () => void } {
  let heard: () => void = () => {}
  start({
    call: (async (_: string, takes: { text: string }) => ask(takes.text)) as unknown as Transport['call'],
    listen: (handler) => {
      heard = () => handler([])
      return () => {}
    },
    picture: async () => undefined,
    still: async () => [],
    addresses: () => {},
    open: () => {},
    frame: async () => ({ accepted: [] }),
  })
  return { tell: () => heard() }
}

const found = (query: string) => ({ query, hits: [] }) as unknown as Search

test('an answer that a later question overtook is not shown', async () => {
  const late: Record<string, (found: Search) => void> = {}
  over((text) => new Promise((done) => (late[text] = done)))
  let text = 'sal'
  const search = new Live('find', () => ({ text }))
  const first = search.ask()
  text = 'salmon'
  const second = search.ask()
  late['salmon']?.(found('salmon'))
  await second
  late['sal']?.(found('sal'))
  await first
  expect(search.now?.query).toBe('salmon')
})

test('what was there before is shown at once when it is asked for again', async () => {
  over(async (text) => found(text))
  await new Live('find', () => ({ text: 'cat' })).ask()
  over(() => new Promise(() => {}))
  const again = new Live('find', () => ({ text: 'cat' }))
  void again.ask()
  expect(again.now?.query).toBe('cat')
})

test('an intent is newer than a question that was under way', async () => {
  let done: (found: Search) => void = () => {}
  over(() => new Promise((resolve) => (done = resolve)))
  const search = new Live('find', () => ({ text: 'dog' }))
  const asked = search.ask()
  search.put(found('from an intent'))
  done(found('from before'))
  await asked
  expect(search.now?.query).toBe('from an intent')
})

test('a refusal is kept for the screen, and a bridge that is gone is said once for all', async () => {
  over(() => Promise.reject(new Refusal({ code: 'catalog-missing' } as Refused)))
  const search = new Live('find', () => ({ text: 'bird' }))
  await search.ask()
  expect(search.refused?.code).toBe('catalog-missing')
  expect(link.gone).toBe(false)

  vi.spyOn(console, 'error').mockImplementation(() => {})
  over(() => Promise.reject(new Gone(0)))
  await search.ask()
  expect(link.gone).toBe(true)
})
