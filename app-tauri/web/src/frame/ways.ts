// Where each role can go from anywhere.
import Boxes from '@lucide/svelte/icons/boxes'
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import Columns3 from '@lucide/svelte/icons/columns-3'
import House from '@lucide/svelte/icons/house'
import Inbox from '@lucide/svelte/icons/inbox'
import PawPrint from '@lucide/svelte/icons/paw-print'
import Monitor from '@lucide/svelte/icons/monitor'
import Stethoscope from '@lucide/svelte/icons/stethoscope'
import Package from '@lucide/svelte/icons/package'
import ScanBarcode from '@lucide/svelte/icons/scan-barcode'
import ScanLine from '@lucide/svelte/icons/scan-line'
import Settings from '@lucide/svelte/icons/settings'
import ShoppingBasket from '@lucide/svelte/icons/shopping-basket'
import Store from '@lucide/svelte/icons/store'
import Truck from '@lucide/svelte/icons/truck'
import type { Component } from 'svelte'
import type { Role } from '../lib/wire'

export interface Way {
  path: string
  /** Of the text catalogue. */
  text: string
  icon: Component
  /** In the bar of a phone, which has room for four and "More". */
  bar: boolean
  badge?: 'cart' | 'inbox'
}

const owner: Way[] = [
  { path: '/', text: 'app-home', icon: House, bar: true },
  { path: '/shop', text: 'app-shop', icon: Store, bar: true },
  { path: '/scan', text: 'app-scan', icon: ScanBarcode, bar: true },
  { path: '/cart', text: 'app-cart', icon: ShoppingBasket, bar: true, badge: 'cart' },
  { path: '/orders', text: 'app-orders', icon: Package, bar: false },
  { path: '/pets', text: 'app-pets', icon: PawPrint, bar: false },
  { path: '/visits', text: 'app-visits', icon: Stethoscope, bar: false },
  { path: '/inbox', text: 'app-inbox', icon: Inbox, bar: false, badge: 'inbox' },
  { path: '/settings', text: 'app-settings', icon: Settings, bar: false },
]

const clinic: Way[] = [
  { path: '/', text: 'app-check-in', icon: ScanLine, bar: true },
  { path: '/board', text: 'app-board', icon: Columns3, bar: true },
  { path: '/calendar', text: 'app-calendar', icon: CalendarDays, bar: true },
  { path: '/room', text: 'app-room', icon: Monitor, bar: false },
  { path: '/settings', text: 'app-settings', icon: Settings, bar: false },
]

/** Of a clinic's admin on a device that is no tablet. */
export const office: Way[] = [
  { path: '/', text: 'app-office', icon: Stethoscope, bar: true },
  { path: '/settings', text: 'app-settings', icon: Settings, bar: true },
]

const shop: Way[] = [
  { path: '/', text: 'app-orders', icon: Package, bar: true },
  { path: '/goods', text: 'app-goods', icon: Boxes, bar: true },
  { path: '/stock-scan', text: 'app-scan-stock', icon: ScanBarcode, bar: true },
  { path: '/figures', text: 'app-figures', icon: ChartColumn, bar: true },
  { path: '/delivery', text: 'app-delivery', icon: Truck, bar: false },
  { path: '/inbox', text: 'app-inbox', icon: Inbox, bar: false, badge: 'inbox' },
  { path: '/settings', text: 'app-settings', icon: Settings, bar: false },
]

/** Whose screens are built. The other roles have their place here and cannot be chosen yet. */
export const built: Role[] = ['owner', 'clinic', 'shop']

export const ways: Record<Role, Way[]> = { owner, clinic, shop }

/** Which of them a page belongs to: a product is found in the shop, an order among the orders. */
const above: [string, string][] = [
  ['/product/', '/shop'],
  ['/shelf/', '/shop'],
  ['/checkout', '/cart'],
  ['/order/', '/orders'],
  ['/pet', '/pets'],
  ['/visit/', '/visits'],
  ['/clinic/', '/visits'],
  ['/book/', '/visits'],
  ['/board/', '/board'],
  ['/calendar/', '/calendar'],
  ['/staff', '/'],
  ['/office/', '/'],
  ['/desk/', '/'],
  ['/article/', '/goods'],
]

export function belongs(path: string): string {
  return above.find(([start]) => path.startsWith(start))?.[1] ?? path
}
