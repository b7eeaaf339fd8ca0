// Every screen in every language: nothing that axe finds, nothing untranslated.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HANA, World, enrol, faults, manage, open, signIn } from './world.mjs'

const SCREENS = ['/', '/shop', '/shop?q=cat', '/scan', '/cart', '/checkout', '/orders', '/pets', '/pet-new', '/visits', '/inbox', '/changes', '/settings', '/more', '/sign-in', '/nowhere']
const DESK = ['/', '/staff', '/board', '/calendar', '/calendar?view=week', '/room', '/changes', '/settings', '/more']
const OFFICE = ['/', '', '/tablets', '/people', '/hours', '/poster', '/log']
const NAMES = { en: 'English', ja: '日本語', ko: '한국어', zh: '中文' }

/** What stands there where a text is missing. */
const KEYS = /\b(app|home|light|cart|outbox|order|pet|booking|board|desk|calendar|clinic|tablet|audit)-[a-z-]+\b/

let world
let page
let tablet
let admin
before(async () => {
  world = await World.begin()
  page = await world.device('hana')
  await signIn(page, HANA)
  await open(page, '/shop?q=salmon')
  await page.getByRole('link', { name: /Cat Food Can/ }).first().click()
  await page.getByRole('button', { name: /^Add to Cart/ }).click()
  SCREENS.push(new URL(page.url()).hash.slice(1))
  const clinic = await world.clinic()
  tablet = await world.device('tablet', { viewport: { width: 1024, height: 768 } })
  await enrol(tablet, await clinic.code('Front desk'))
  await tablet.getByRole('button', { name: 'Without a booking' }).click()
  await tablet.getByRole('dialog').getByLabel('Name').first().fill('Fuku')
  await tablet.getByRole('dialog').getByRole('button', { name: 'Take in' }).click()
  admin = await world.device('admin')
  await manage(admin)
  OFFICE.splice(1, 6, ...OFFICE.slice(1).map((way) => `/office/${clinic.id}${way}`))
})
after(() => world?.end())

for (const [lang, name] of Object.entries(NAMES)) {
  test(`every screen in ${lang} is in that language, and axe finds nothing`, async () => {
    for (const [device, screens] of [[page, SCREENS], [tablet, DESK], [admin, OFFICE]]) {
      await open(device, '/settings')
      await device.getByRole('button', { name, exact: true }).click()
      await device.waitForFunction((lang) => document.documentElement.lang === lang, lang)
      for (const screen of screens) {
        await open(device, screen)
        await device.waitForLoadState('networkidle')
        assert.deepEqual(await faults(device), [], `${screen} in ${lang}`)
        const text = await device.locator('main').innerText()
        assert.doesNotMatch(text, KEYS, `${screen} shows a key`)
      }
    }
  })
}

test('nothing complained meanwhile', () => {
  assert.deepEqual(world.complaints, [])
})
