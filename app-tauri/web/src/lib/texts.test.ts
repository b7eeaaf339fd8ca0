import { beforeEach, expect, test } from 'vitest'
import { speak, t } from './texts.svelte'

const sources = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true })
const catalogue = import.meta.glob<string>('../../../../core/domain/texts/en/app.ftl', { query: '?raw', import: 'default', eager: true })

beforeEach(() => speak('en'))

test('every text that the front end names is in the catalogue', () => {
  const known = new Set([...Object.values(catalogue).join('').matchAll(/^(app-[a-z0-9-]+) =/gm)].map(([, key]) => key))
  const named = [...Object.values(sources).join('').matchAll(/'(app-[a-z0-9-]+)'/g)].map(([, key]) => key)
  expect(named.length).toBeGreaterThan(80)
  expect(named.filter((key) => !known.has(key))).toEqual([])
})

test('a language is spoken after it was chosen, and numbers choose their plural', async () => {
  expect(t('app-unsent', { n: 1 })).toBe('1 change was not sent yet.')
  expect(t('app-unsent', { n: 2 })).toBe('2 changes were not sent yet.')
  await speak('ja')
  expect(t('app-cart')).toBe('カート')
  expect(document.documentElement.lang).toBe('ja')
})

test('what nobody translated is shown as its key', () => {
  expect(t('app-no-such-text')).toBe('app-no-such-text')
})
