import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Http } from './http'
import { Gone, Refusal } from './transport'

const TOKEN = 'a'.repeat(64)
const asked: [path: string, init: RequestInit][] = []
let answer: () => Response

beforeEach(() => {
  sessionStorage.clear()
  asked.length = 0
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push([path, init])
    return Promise.resolve(answer())
  })
})
afterEach(() => vi.unstubAllGlobals())

const at = (search: string) => ({ search, pathname: '/', hash: '#/cart' }) as Location
const json = (body: unknown) => () => new Response(JSON.stringify(body))

test('the token of the first address is sent, kept for the tab, and taken out of the address bar', async () => {
  const replaced = vi.spyOn(history, 'replaceState')
  answer = json({ gives: 'en' })
  await new Http(at(`?token=${TOKEN}`), sessionStorage).call('lang', {})
  expect(replaced).toHaveBeenCalledWith(null, '', '/#/cart')
  expect(asked[0]?.[0]).toBe('/invoke/lang')
  expect(asked[0]?.[1].headers).toMatchObject({ 'x-petpro-token': TOKEN })

  await new Http(at(''), sessionStorage).call('lang', {})
  expect(asked[1]?.[1].headers, 'after a reload').toMatchObject({ 'x-petpro-token': TOKEN })
})

test('what a command takes is its body, and what it gives comes back', async () => {
  answer = json({ gives: { said: [], announce: 'polite' } })
  const gives = await new Http(at(''), sessionStorage).call('add', { variant: 'v', n: 2 })
  expect(JSON.parse(String(asked[0]?.[1].body))).toEqual({ variant: 'v', n: 2 })
  expect(gives).toEqual({ said: [], announce: 'polite' })
})

test('a refusal keeps its code and its words', async () => {
  answer = json({ refused: { code: 'stock-insufficient', title: 'Out of stock', detail: '', next: '', available: 0 } })
  const error = await new Http(at(''), sessionStorage).call('add', { variant: 'v', n: 2 }).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Refusal)
  expect((error as Refusal).refused).toMatchObject({ code: 'stock-insufficient', available: 0 })
})

test('a bridge that is gone, or knows another token, is told from a refusal', async () => {
  answer = () => new Response(null, { status: 401 })
  await expect(new Http(at(''), sessionStorage).call('cart', {})).rejects.toBeInstanceOf(Gone)
  answer = () => {
    throw new TypeError('no network')
  }
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
  await expect(new Http(at(''), sessionStorage).call('cart', {})).rejects.toBeInstanceOf(Gone)
})

test('a picture is asked for once, and again only where it could not be had', async () => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:one' }))
  const http = new Http(at(''), sessionStorage)
  answer = () => new Response(null, { status: 204 })
  expect(await http.picture('ab')).toBeUndefined()
  answer = () => new Response('png')
  expect(await http.picture('ab')).toBe('blob:one')
  expect(await http.picture('ab')).toBe('blob:one')
  expect(asked.length).toBe(2)
})
