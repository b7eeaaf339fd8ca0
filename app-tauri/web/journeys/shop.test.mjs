// A shop's day: an order arrives while the desk is open, is packed and sent; stock changes without a network.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { HANA, SAKURA, World, buy, faults, keep, open, signIn } from './world.mjs'

let world
let page
let buyer
let parcel
let article
before(async () => {
  world = await World.begin()
  page = await world.device('sakura', { viewport: { width: 1280, height: 860 } })
  await keep(page, SAKURA)
  buyer = await world.device('hana')
  await signIn(buyer, HANA)
})
after(() => world?.end())

const here = () => new URL(page.url()).hash.slice(1)

test('the desk of a shop without orders says so, and that new ones come by themselves', async () => {
  await page.getByText('New ones appear here by themselves').waitFor()
  assert.deepEqual(await faults(page), [])
})

test('a new order arrives on the open desk and is told', async () => {
  await buy(world, buyer, 'adult+cat+food')
  await page.getByRole('status').filter({ hasText: '1 new order' }).waitFor()
  await page.getByRole('link', { name: /Hana Sato/ }).waitFor()
  assert.deepEqual(await faults(page), [])
})

test('by keyboard alone it is chosen, packed and opened', async () => {
  await page.getByRole('link', { name: /Hana Sato/ }).focus()
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Begin to pack (1)' }).waitFor()
  await page.keyboard.press('a')
  await page.locator('.toast').getByText('1 order is being packed').first().waitFor()
  await page.getByText('No new orders').waitFor()
  await page.getByRole('link', { name: /Hana Sato/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /^Order JP-/ }).waitFor()
  parcel = here()
  assert.deepEqual(await faults(page), [])
})

test('the paper has what goes into the parcel and where to, and no prices', async () => {
  await page.emulateMedia({ media: 'print' })
  const slip = page.getByRole('article', { name: 'Packing slip' })
  await slip.getByText('Hana Sato').waitFor()
  await slip.getByText(/Cat Food/).first().waitFor()
  assert.equal(await page.getByText(/¥/).filter({ visible: true }).count(), 0)
  assert.equal(await page.getByRole('navigation').count(), 0, 'the frame stays off the paper')
  await page.emulateMedia({ media: 'screen' })
})

test('it is handed to a carrier, and what cannot be a tracking number is said at its field', async () => {
  await page.getByRole('button', { name: /to a carrier$/ }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Carrier').fill('sandbox')
  await form.getByLabel('Tracking number').fill('1')
  await form.getByRole('button', { name: 'It is sent' }).click()
  await form.getByText('Please look at this again').waitFor()
  assert.deepEqual(await faults(page), [])
  await form.getByLabel('Tracking number').fill('PP-000017')
  await form.getByRole('button', { name: 'It is sent' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByText('sandbox PP-000017').first().waitFor()
})

test('figures tell the sale, in bars and as a table', async () => {
  await open(page, '/figures')
  await page.getByText(/from 1 order in 30 days/).waitFor()
  await page.getByText('As a table').click()
  await page.getByRole('cell', { name: '1 order' }).waitFor()
  await page.getByRole('heading', { name: 'Low stock' }).waitFor()
  assert.deepEqual(await faults(page), [])
})

test('without a network a price and the stock change, are undone by one tap, and are sent later', async () => {
  await open(page, '/goods')
  await page.getByRole('searchbox').fill('salmon')
  await page.locator('main a.card').first().click()
  await page.getByLabel('Price in JPY').waitFor()
  await world.stop()
  await page.getByLabel('Price in JPY').fill('2345')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByText('Not sent yet').first().waitFor()
  const stock = page.locator('.stock')
  const before = Number.parseInt(await stock.textContent())
  await page.getByLabel('How many').fill('12')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.waitForFunction((n) => document.querySelector('.stock').textContent.startsWith(`${n} `), before + 12)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.waitForFunction((n) => document.querySelector('.stock').textContent.startsWith(`${n} `), before)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.waitForFunction((n) => document.querySelector('.stock').textContent.startsWith(`${n} `), before + 12)
  assert.deepEqual(await faults(page), [])
  article = here()
  await open(page, '/changes')
  await page.getByText(/^Product: /).waitFor()
  await page.getByText(/^Stock: /).first().waitFor()
  await world.start()
  await page.getByRole('button', { name: 'Sync now' }).click()
  await page.locator('main').getByText('Everything is sent').first().waitFor()
  await open(page, article)
  await page.waitForFunction((n) => document.querySelector('.stock')?.textContent.startsWith(`${n} `), before + 12)
  assert.equal(await page.getByText('Not sent yet').count(), 0)
})

test('a barcode finds the product to be counted', async () => {
  const gtin = await page.locator('.words .number').textContent()
  await open(page, '/stock-scan')
  await page.getByLabel('Number below the bars').fill(gtin)
  await page.getByRole('button', { name: 'Look up' }).click()
  await page.getByText(/on the shelf/).first().waitFor()
  assert.deepEqual(await faults(page), [])
})

test('the example follows the table while it is typed, and the table is kept', async () => {
  await open(page, '/delivery')
  const said = page.locator('.said')
  await page.waitForFunction(() => /costs|free/.test(document.querySelector('.said')?.textContent ?? ''))
  await page.getByLabel('Free from').fill('100000')
  await page.getByLabel('Own region, up to 5 kg').first().fill('1234')
  await page.waitForFunction(() => document.querySelector('.said').textContent.includes('¥1,234'))
  assert.match(await said.textContent(), /A parcel of 3 kg with goods for ¥4,000 to Tokyo costs ¥1,234/)
  assert.deepEqual(await faults(page), [])
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.locator('.toast').getByText('Kept', { exact: true }).waitFor()
  await page.getByLabel('Own region, up to 5 kg').first().fill('cheap')
  await page.getByText('A price is missing or cannot be used').waitFor()
})

const NAMES = { en: 'English', ja: '日本語', ko: '한국어', zh: '中文' }
for (const [lang, name] of Object.entries(NAMES)) {
  test(`every screen of a shop in ${lang} is in that language, and axe finds nothing`, async () => {
    await open(page, '/settings')
    await page.getByRole('button', { name, exact: true }).click()
    await page.waitForFunction((lang) => document.documentElement.lang === lang, lang)
    for (const screen of ['/', parcel, '/goods', '/goods?low', article, '/stock-scan', '/figures', '/delivery', '/changes', '/more']) {
      await open(page, screen)
      await page.waitForLoadState('networkidle')
      assert.deepEqual(await faults(page), [], `${screen} in ${lang}`)
      const text = await page.locator('main').innerText()
      assert.doesNotMatch(text, /\b(app|shop|order|outbox|light)-[a-z-]+\b/, `${screen} shows a key`)
    }
  })
}

test('nothing complained meanwhile', () => {
  assert.deepEqual(world.complaints, [])
})
