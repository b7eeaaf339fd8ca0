// The desktop app's own window: WebKit, the core in the same process, and no bridge.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import path from 'node:path'
import { HANA, World } from './world.mjs'
import { Window } from './window.mjs'

const SALMON = 'Nyanto Cat Food Can Salmon'
let world
let window
const complaints = []
const open = async (more) => (window = await Window.open(path.join(world.folder, 'desk'), world.server.said.listening, more))
const close = async () => {
  complaints.push(...window.complaints)
  await window.close()
}
before(async () => {
  world = await World.begin()
  await open()
})
after(async () => {
  await window?.close()
  await world?.end()
})

// covers: S0-001, S1-002
test('a person signs in and sees the shop', async () => {
  await window.press('Sign in')
  await window.type('E-mail address', HANA.user)
  await window.type('Password', HANA.password)
  await window.press('Sign in')
  await window.see('h1', 'Hello')
  await window.see('a', 'Dog Food')
})

test('goods go into the cart', async () => {
  await window.go('/shop?q=salmon')
  await window.press(SALMON)
  await window.see('h1', SALMON)
  await window.press('Add to Cart')
  await window.go('/cart')
  await window.see('a', SALMON)
  await window.see('aside', '¥')
})

test('without a network it is started again by an address, and the cart is there', async () => {
  await world.stop()
  await close()
  await open({ address: 'petpro://cart' })
  await window.see('h1', 'Cart')
  await window.see('a', SALMON)
  await window.see('aside', '¥')
})

test('an address that leads nowhere says so, and the app stays where it was', async () => {
  await close()
  await open({ address: 'petpro://cart?add=7' })
  await window.see('*[@role="alert" or @role="status"]', 'There is nothing here')
  await window.see('h1', 'Hello')
})

test('a page of somebody else is not loaded into the window', async () => {
  await window.page.executeScript('location.href = "http://127.0.0.1:9/evil"')
  assert.match(await window.page.getCurrentUrl(), /^tauri:/)
  await window.see('h1', 'Hello')
})

test('its pages may run no script but their own, and ask nobody else', async () => {
  const told = await window.page.executeAsyncScript(`
    const done = arguments[0]
    const refused = []
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'window.inline = true'
    document.body.append(script)
    fetch('http://127.0.0.1:9/').catch(() => setTimeout(() => done({ refused: refused.sort(), ran: window.inline === true })))`)
  assert.deepEqual(told, { refused: ['connect-src', 'script-src-elem'], ran: false })
  // Its own words about the two.
  window.complaints.length = 0
})

test('nothing complained meanwhile', async () => {
  await close()
  assert.deepEqual(complaints, [])
})
