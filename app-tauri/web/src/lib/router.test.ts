import { expect, test } from 'vitest'
import { match } from './router.svelte'

test('a pattern names the parts of an address', () => {
  expect(match('/order/:id', '/order/JP-1001')).toEqual({ id: 'JP-1001' })
  expect(match('/', '/')).toEqual({})
  expect(match('/order/:id', '/order/a%2Fb')).toEqual({ id: 'a/b' })
})

test('another address is not this page', () => {
  for (const path of ['/orders', '/order', '/order/', '/order/1/2', 'order/1', '/order/%E0%A4%A']) {
    expect(match('/order/:id', path), path).toBeUndefined()
  }
})
