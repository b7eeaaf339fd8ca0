// Which address shows which screen, for whom. A screen is loaded when it is first opened.
import type { Component } from 'svelte'
import { match, type Params } from '../lib/router.svelte'
import type { Role } from '../lib/wire'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each screen takes what its own pattern names
type Screen = Component<any>
type Load = () => Promise<{ default: Screen }>
type Routes = [pattern: string, load: Load][]

const everybody: Routes = [
  ['/changes', () => import('./Changes.svelte')],
  ['/settings', () => import('./Settings.svelte')],
  ['/more', () => import('./More.svelte')],
  ['/sign-in', () => import('./SignIn.svelte')],
]

const owner: Routes = [
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
]

const clinic: Routes = [
  ['/', () => import('./clinic/Home.svelte')],
  ['/staff', () => import('./clinic/Staff.svelte')],
  ['/board', () => import('./clinic/Board.svelte')],
  ['/board/:day', () => import('./clinic/Board.svelte')],
  ['/calendar', () => import('./clinic/Calendar.svelte')],
  ['/calendar/:day', () => import('./clinic/Calendar.svelte')],
  ['/office/:clinic', () => import('./clinic/Office.svelte')],
  ['/office/:clinic/tablets', () => import('./clinic/Tablets.svelte')],
  ['/office/:clinic/people', () => import('./clinic/People.svelte')],
  ['/office/:clinic/hours', () => import('./clinic/Opening.svelte')],
  ['/office/:clinic/poster', () => import('./clinic/Poster.svelte')],
  ['/office/:clinic/log', () => import('./clinic/Log.svelte')],
  ['/room', () => import('./clinic/Room.svelte')],
]

const shop: Routes = [
  ['/', () => import('./shop/Desk.svelte')],
  ['/desk/:number', () => import('./shop/Pack.svelte')],
  ['/goods', () => import('./shop/Goods.svelte')],
  ['/article/:variant', () => import('./shop/Article.svelte')],
  ['/stock-scan', () => import('./shop/StockScan.svelte')],
  ['/delivery', () => import('./shop/Delivery.svelte')],
  ['/figures', () => import('./shop/Figures.svelte')],
  ['/inbox', () => import('./owner/Inbox.svelte')],
]

const all: Record<Role, Routes> = { owner, clinic, shop }

/** Pages that fill the whole screen: a display on a wall has no menu. */
export const isBare = (path: string) => path === '/room'

export function find(role: Role, path: string): { load: Load; params: Params } | undefined {
  for (const [pattern, load] of [...all[role], ...everybody]) {
    const params = match(pattern, path)
    if (params) return { load, params }
  }
  return undefined
}
