// Which address shows which screen. A screen is loaded when it is first opened.
import type { Component } from 'svelte'
import { match, type Params } from '../lib/router.svelte'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each screen takes what its own pattern names
type Screen = Component<any>
type Load = () => Promise<{ default: Screen }>

export const routes: [pattern: string, load: Load][] = [
  ['/', () => import('./owner/Home.svelte')],
  ['/shop', () => import('./owner/Shop.svelte')],
  ['/shelf/:id', () => import('./owner/Shelf.svelte')],
  ['/product/:id', () => import('./owner/Product.svelte')],
  ['/scan', () => import('./owner/Scan.svelte')],
  ['/cart', () => import('./owner/Cart.svelte')],
  ['/checkout', () => import('./owner/Checkout.svelte')],
  ['/orders', () => import('./owner/Orders.svelte')],
  ['/order/:id', () => import('./owner/Order.svelte')],
  ['/pets', () => import('./owner/Pets.svelte')],
  ['/pet-new', () => import('./owner/PetEdit.svelte')],
  ['/pet/:id', () => import('./owner/Pet.svelte')],
  ['/pet/:id/edit', () => import('./owner/PetEdit.svelte')],
  ['/visits', () => import('./owner/Visits.svelte')],
  ['/visit/:id', () => import('./owner/Visit.svelte')],
  ['/clinic/:id', () => import('./owner/Clinic.svelte')],
  ['/book/:clinic/:service', () => import('./owner/Book.svelte')],
  ['/inbox', () => import('./owner/Inbox.svelte')],
  ['/changes', () => import('./Changes.svelte')],
  ['/settings', () => import('./Settings.svelte')],
  ['/more', () => import('./More.svelte')],
  ['/sign-in', () => import('./SignIn.svelte')],
]

export function find(path: string): { load: Load; params: Params } | undefined {
  for (const [pattern, load] of routes) {
    const params = match(pattern, path)
    if (params) return { load, params }
  }
  return undefined
}
