// Every screen in every language: nothing that axe finds, nothing untranslated.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HANA, World, faults, open, signIn } from './world.mjs'

const SCREENS = ['/', '/shop', '/shop?q=cat', '/scan', '/cart', '/checkout', '/orders', '/pets', '/pet-new', '/visits', '/inbox', '/changes', '/settings', '/more', '/sign-in', '/nowhere']
const NAMES = { en: 'English', ja: '日本語', ko: '한국어', zh: '中文' }

let world
let page
before(async () => {
  world = await World.begin()
  page = await world.device('hana')
  await signIn(page, HANA)
  await open(page, '/shop?q=salmon')
  await page.getByRole('link', { name: /Cat Food Can/ }).first().click()
  await page.getByRole('button', { name: /^Add to Cart/ }).click()
  SCREENS.push(new URL(page.url()).hash.slice(1))
})
after(() => world?.end())

for (const [lang, name] of Object.entries(NAMES)) {
  test(`every screen in ${lang} is in that language, and axe finds nothing`, async () => {
    await open(page, '/settings')
    await page.getByRole('button', { name, exact: true }).click()
    await page.waitForFunction((lang) => document.documentElement.lang === lang, lang)
    for (const screen of SCREENS) {
      await open(page, screen)
      await page.waitForLoadState('networkidle')
      assert.deepEqual(await faults(page), [], `${screen} in ${lang}`)
      const text = await page.locator('main').innerText()
      assert.doesNotMatch(text, /\b(app|home|light|cart|outbox|order|pet|booking)-[a-z-]+\b/, `${screen} shows a key`)
    }
  })
}

test('nothing complained meanwhile', () => {
  assert.deepEqual(world.complaints, [])
})
