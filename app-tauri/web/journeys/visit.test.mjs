// A cat comes into the household, is weighed, and gets a visit with its pass.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { KEN, World, faults, open, signIn } from './world.mjs'

let world
let page
before(async () => {
  world = await World.begin()
  page = await world.device('ken')
  await signIn(page, KEN)
})
after(() => world?.end())

test('a pet is added, and what cannot be used is said at its field', async () => {
  await open(page, '/pets')
  await page.getByRole('link', { name: 'Add a pet' }).click()
  await page.getByLabel('Name').fill('Mochi')
  await page.getByLabel('Kind of animal').selectOption({ label: 'Cat' })
  await page.getByLabel('Microchip').fill('12')
  await page.getByLabel('Allergies').fill('chicken, dust')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByText('Please look at this again').waitFor()
  assert.equal(await page.getByLabel('Microchip').getAttribute('aria-invalid'), 'true')
  assert.deepEqual(await faults(page), [])
  await page.getByLabel('Microchip').fill('392 123456789012')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('heading', { name: 'Mochi' }).waitFor()
  await page.getByText('Allergic to: chicken, dust').waitFor()
  await page.getByText('Microchip 392 123456789012').waitFor()
})

test('a weight is noted as people write it, also without a network', async () => {
  await world.stop()
  await page.getByRole('button', { name: 'Note a weight of Mochi' }).click()
  await page.getByRole('dialog').getByLabel('Weight').fill('4,2 kg')
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click()
  await page.getByText(/^4\.2 kg on/).first().waitFor()
  await page.getByText('Saved on this device, not sent yet').waitFor()
  assert.deepEqual(await faults(page), [])
  await world.start()
})

test('a visit is booked, and its pass is there to be scanned', async () => {
  await open(page, '/visits')
  await page.locator('main a.card').first().click()
  await page.getByRole('heading', { name: 'What they offer' }).waitFor()
  assert.deepEqual(await faults(page), [])
  await page.locator('a.service').first().click()
  await page.getByText('Mochi', { exact: true }).click()
  await page.locator('.times label').first().click()
  assert.deepEqual(await faults(page), [])
  await page.getByRole('button', { name: 'Ask for this visit' }).click()
  await page.getByText('Confirmed').first().waitFor()
  const code = page.getByRole('img', { name: /^The code of your pass/ })
  await code.waitFor()
  assert.ok((await code.locator('path').getAttribute('d')).length > 1_000, 'a code is drawn')
  assert.deepEqual(await faults(page), [])
})

test('home begins with the visit that comes first', async () => {
  await open(page, '/')
  await page.getByRole('heading', { name: /Mochi/ }).waitFor()
  await page.getByRole('link', { name: /^Confirmed/ }).waitFor()
})

test('nothing complained meanwhile', () => {
  assert.deepEqual(world.complaints, [])
})
