// An owner's errand, from the first search to the parcel's timeline, with the network gone in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HANA, World, faults, open, signIn } from './world.mjs'

let world
let page
before(async () => {
  world = await World.begin()
  page = await world.device('hana')
})
after(() => world?.end())

const total = () => page.locator('.summary .total dd')
const line = (name) => page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) })

test('a person signs in and sees the shop', async () => {
  await signIn(page, HANA)
  await page.getByRole('link', { name: /Dog Food/ }).waitFor()
})

test('a search finds goods while it is typed, and a product goes into the cart', async () => {
  await open(page, '/shop')
  await page.getByRole('searchbox').fill('salmon')
  await page.getByRole('link', { name: /Nyanto Cat Food Can Salmon/ }).first().click()
  await page.getByRole('heading', { name: /Nyanto Cat Food Can Salmon/ }).waitFor()
  await page.getByRole('button', { name: /^Add to Cart/ }).click()
  await page.getByRole('status').filter({ hasText: 'Added to Cart' }).waitFor()
  assert.deepEqual(await faults(page), [])
})

test('whoever comes back to a long shelf stands where they stood', async () => {
  await open(page, '/shop')
  await page.getByRole('link', { name: /Dog Food/ }).click()
  await page.locator('main li a').last().waitFor()
  const inView = () => page.evaluate(() => [...document.querySelectorAll('main li a')].filter((it) => it.getBoundingClientRect().top > 100 && it.getBoundingClientRect().bottom < innerHeight - 100).map((it) => it.getAttribute('href')))
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2))
  await page.waitForFunction(() => [...document.querySelectorAll('main li a')].some((it) => it.getBoundingClientRect().top > 100 && it.getBoundingClientRect().bottom < innerHeight - 100))
  const [chosen] = await inView()
  await page.locator(`main li a[href="${chosen}"]`).click()
  await page.getByRole('button', { name: /^Add to Cart/ }).waitFor()
  await page.goBack()
  await page.waitForFunction((chosen) => {
    const it = document.querySelector(`main li a[href="${chosen}"]`)?.getBoundingClientRect()
    return it && it.top > 0 && it.bottom < innerHeight
  }, chosen)
})

test('the number is changed, and totals and the way to free shipping follow at once', async () => {
  await open(page, '/cart')
  await page.getByRole('progressbar').waitFor()
  const [before, missing] = [await total().textContent(), await page.getByRole('progressbar').getAttribute('aria-valuenow')]
  await page.getByRole('button', { name: /^One more/ }).click()
  await page.waitForFunction((before) => document.querySelector('.summary .total dd')?.textContent !== before, before)
  assert.ok(Number(await page.getByRole('progressbar').getAttribute('aria-valuenow')) > Number(missing))
  assert.match(await total().textContent(), /^¥[\d,]+$/)
  assert.deepEqual(await faults(page), [])
})

test('without a network the cart goes on, says what waits, and sends it when there is one again', async () => {
  await page.getByRole('link', { name: 'Everything is sent' }).waitFor()
  await world.stop()
  const field = page.getByRole('textbox')
  await field.fill('5')
  await field.press('Enter')
  await page.getByText('1 change is saved here and waits to be sent').waitFor()
  assert.match(await total().textContent(), /¥/, 'totals are computed on the device')
  await page.getByRole('link', { name: /^Offline/ }).waitFor()
  assert.deepEqual(await faults(page), [])
  await world.start()
  await open(page, '/changes')
  await page.getByText('Quantity: Nyanto Cat Food Can Salmon').waitFor()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await page.locator('main').getByText('Everything is sent').first().waitFor()
})

test('what is removed comes back by one tap', async () => {
  await open(page, '/cart')
  await page.getByRole('button', { name: /^Remove/ }).click()
  await page.getByText('Your cart is empty').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await line(/Nyanto Cat Food Can Salmon/).waitFor()
  assert.equal(await page.getByRole('textbox').inputValue(), '5')
})

test('three steps lead to an order, and its page tells what happened', async () => {
  await page.getByRole('link', { name: 'To checkout' }).click()
  await page.getByRole('button', { name: 'Add an address' }).click()
  const form = page.getByRole('dialog')
  for (const [label, text] of [['Name', 'Hana Sato'], ['Phone', '+81-90-1234-5678'], ['Postal code', '150-0001'], ['City', 'Shibuya-ku'], ['Street', 'Jingumae 1-2-3']]) {
    await form.getByLabel(label).fill(text)
  }
  await form.getByLabel('Region').selectOption({ label: 'Tokyo' })
  assert.deepEqual(await faults(page), [])
  await form.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('radio', { name: /Hana Sato/ }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('radio', { name: /Express/ }).click()
  await page.getByRole('radio', { name: /Express/, checked: true }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: /^Place order: ¥/ }).click()
  await page.getByRole('heading', { name: /^Order JP-/ }).waitFor()
  const pay = await opened
  assert.match(pay.url(), /^http:\/\/127\.0\.0\.1/, "the provider's own page, outside of the app")
  await pay.close()
  await page.getByText('Order placed; the goods are reserved').waitFor()
  await page.getByText('Waiting for payment').first().waitFor()
  assert.deepEqual(await faults(page), [])
})

test('nothing complained meanwhile', () => {
  assert.deepEqual(world.complaints, [])
})
