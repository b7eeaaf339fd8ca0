import { cleanup, fireEvent, render, screen } from '@testing-library/svelte'
import { afterEach, expect, test, vi } from 'vitest'
import { start } from '../lib/live.svelte'
import type { ProductRow } from '../lib/wire'
import ProductCard from './ProductCard.svelte'
import Stepper from './Stepper.svelte'

afterEach(cleanup)
start({
  call: () => new Promise(() => {}),
  listen: () => () => {},
  picture: async () => undefined,
  still: async () => [],
  addresses: () => {},
  open: () => {},
  frame: async () => ({ accepted: [] }),
})

const stepper = (n: number, onchange: (n: number) => unknown) =>
  render(Stepper, {
    n,
    min: 1,
    max: 9,
    label: 'Quantity: Salmon',
    less: { label: 'One less: Salmon', disabled: n <= 1 },
    more: { label: 'One more: Salmon', disabled: n >= 9 },
    onchange,
  })

test('a stepper steps, and says what it steps', async () => {
  const settled = vi.fn()
  stepper(2, settled)
  await fireEvent.click(screen.getByRole('button', { name: 'One more: Salmon' }))
  await fireEvent.click(screen.getByRole('button', { name: 'One less: Salmon' }))
  expect(settled.mock.calls).toEqual([[3], [1]])
})

test('a typed number counts when it is finished, and stays within the bounds', async () => {
  const settled = vi.fn()
  stepper(2, settled)
  const field = screen.getByRole('textbox', { name: 'Quantity: Salmon' })
  for (const text of ['12', '7', 'x', '-3', '0', '']) {
    await fireEvent.input(field, { target: { value: text } })
    await fireEvent.blur(field)
  }
  expect(settled.mock.calls, 'what is no number changes nothing').toEqual([[9], [7]])
})

test('a product called like markup stays text', () => {
  const name = `<img src=x onerror="globalThis.hit = true">${'長'.repeat(10_000)}`
  const row = { product: 'p', variant: null, name, brand: '<b>Brand</b>', image: null, shop: 's', price: null, availability: null } as unknown as ProductRow
  const { container } = render(ProductCard, { row })
  expect(container.querySelector('img, b')).toBeNull()
  expect(container.textContent).toContain(name)
})
