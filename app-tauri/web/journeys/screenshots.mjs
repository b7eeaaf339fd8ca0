// Every screen in its important states: sizes x languages x light and dark, and a page that shows them side by side.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { HANA, KEN, SAKURA, World, buy, enrol, keep, manage, open, signIn, visit } from './world.mjs'

const out = process.argv[2]
const sizes = (process.env.SIZES ?? '390x844').split(',')
const langs = (process.env.LANGS ?? 'en').split(',')
const NAMES = { en: 'English', ja: '日本語', ko: '한국어', zh: '中文' }
/** Names of screens, where not all are wanted: `desk-|office`. */
const only = new RegExp(process.env.ONLY ?? '')
const taken = []

const world = await World.begin()
try {
  const guest = await world.device('guest', { reducedMotion: 'reduce' })
  const page = await world.device('hana', { reducedMotion: 'reduce' })
  await signIn(page, HANA)
  const ids = await errand(page)
  const desk = await clinic(page)
  const { keeper, order, article } = await shop()
  for (const lang of langs) {
    await guest.getByRole('button', { name: NAMES[lang], exact: true }).click()
    await open(page, '/settings')
    await page.getByRole('button', { name: NAMES[lang], exact: true }).click()
    for (const device of [desk.tablet, desk.admin, desk.unenrolled]) {
      await open(device, '/settings')
      await device.getByRole('button', { name: NAMES[lang], exact: true }).click()
    }
    await open(keeper, '/settings')
    await keeper.getByRole('button', { name: NAMES[lang], exact: true }).click()
    for (const size of sizes) {
      for (const scheme of ['light', 'dark']) {
        const shoot = shooter(lang, size, scheme)
        await shoot(guest, 'welcome', '/')
        await shoot(page, 'home', '/')
        await shoot(page, 'shop', '/shop')
        await shoot(page, 'search', '/shop?q=cat')
        await shoot(page, 'search-nothing', '/shop?q=zzzz')
        await shoot(page, 'product', ids.product)
        await shoot(page, 'scan', '/scan')
        await shoot(page, 'cart', '/cart')
        await shoot(page, 'checkout', '/checkout')
        await shoot(page, 'orders', '/orders')
        await shoot(page, 'order', ids.order)
        await shoot(page, 'pets', '/pets')
        await shoot(page, 'pet', ids.pet)
        await shoot(page, 'pet-new', '/pet-new')
        await shoot(page, 'visits', '/visits')
        await shoot(page, 'clinic', ids.clinic)
        await shoot(page, 'book', ids.book)
        await shoot(page, 'visit', ids.visit)
        await shoot(page, 'inbox', '/inbox')
        await shoot(page, 'changes', '/changes')
        await shoot(page, 'settings', '/settings')
        await shoot(page, 'more', '/more')
        await shoot(page, 'sign-in', '/sign-in')
        await shoot(page, 'lost', '/nowhere')
        await theDesk(shoot, desk)
        await shoot(keeper, 'shop-desk', '/')
        await shoot(keeper, 'shop-pack', order)
        await shoot(keeper, 'shop-goods', '/goods')
        await shoot(keeper, 'shop-goods-low', '/goods?low')
        await shoot(keeper, 'shop-article', article)
        await shoot(keeper, 'shop-stock-scan', '/stock-scan')
        await shoot(keeper, 'shop-figures', '/figures')
        await shoot(keeper, 'shop-delivery', '/delivery')
      }
    }
  }
  // Once more without a network: what waits, and what the screens say of it.
  await world.stop()
  await open(desk.tablet, '/')
  await desk.tablet.getByRole('textbox').first().fill(desk.codes.at(-1))
  await desk.tablet.getByRole('textbox').first().press('Enter')
  await desk.tablet.locator('.verdict').waitFor({ state: 'detached' })
  await open(page, '/cart')
  await page.locator('.stepper button').last().click()
  await page.locator('.light.offline').first().waitFor({ state: 'attached' })
  for (const size of sizes) {
    const shoot = shooter(langs[0], size, 'light')
    await shoot(page, 'offline-cart', '/cart')
    await shoot(page, 'offline-changes', '/changes')
    await shoot(desk.tablet, 'desk-offline', '/')
    await shoot(desk.tablet, 'desk-offline-board', '/board')
    await shoot(desk.tablet, 'desk-offline-changes', '/changes')
  }
} finally {
  await world.end()
}
await writeFile(path.join(out, 'index.html'), index())
console.log(`${taken.length} screenshots; complaints: ${world.complaints.length}`)
world.complaints.forEach((complaint) => console.log(`  ${complaint}`))
process.exitCode = world.complaints.length === 0 ? 0 : 1

/** A shop with an order that is packed and two that are new, and a change that waits. */
async function shop() {
  const ken = await world.device('ken', { reducedMotion: 'reduce' })
  await signIn(ken, KEN)
  const keeper = await world.device('sakura', { reducedMotion: 'reduce' })
  await keep(keeper, SAKURA)
  for (let n = 0; n < 3; n++) await buy(world, ken, 'adult+cat+food')
  await keeper.locator('.orders li').nth(2).waitFor()
  await keeper.locator('.orders li input').last().click()
  await keeper.locator('.bulk button').click()
  await keeper.locator('.toast').waitFor()
  await keeper.locator('.orders li a').first().click()
  await keeper.locator('.slip').waitFor()
  const order = new URL(keeper.url()).hash.slice(1)
  await open(keeper, '/goods')
  await keeper.locator('main a.card').nth(3).click()
  await keeper.locator('.stock').waitFor()
  return { keeper, order, article: new URL(keeper.url()).hash.slice(1) }
}

/** An order, and a cart from two shops with something in saved for later. */
async function errand(page) {
  const put = async (words, n = 0) => {
    await open(page, `/shop?q=${words}`)
    await page.locator('a.product').nth(n).click()
    await page.locator('.buy button').last().click()
    await page.locator('.toast').waitFor()
    return new URL(page.url()).hash.slice(1)
  }
  await put('salmon')
  await put('ball', 1)
  await open(page, '/checkout')
  await page.getByRole('button', { name: 'Add an address' }).click()
  const form = page.getByRole('dialog')
  const given = [['Name', 'Hana Sato'], ['Phone', '+81-90-1234-5678'], ['Postal code', '150-0001'], ['City', 'Shibuya-ku'], ['Street', 'Jingumae 1-2-3']]
  for (const [label, text] of given) await form.getByLabel(label).fill(text)
  await form.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('radio', { name: /Hana Sato/ }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: /^Place order/ }).click()
  await page.getByRole('heading', { name: /^Order JP-/ }).waitFor()
  const order = new URL(page.url()).hash.slice(1)
  await put('food', 3)
  const product = await put('collar', 1)
  await put('bed')
  await open(page, '/cart')
  await page.getByRole('button', { name: /^Save for later/ }).first().click()
  return { order, product, ...(await household(page)) }
}

/** A cat with a history, and its visit. */
async function household(page) {
  const here = () => new URL(page.url()).hash.slice(1)
  await open(page, '/pet-new')
  await page.getByLabel('Name').fill('Mochi')
  await page.getByLabel('Kind of animal').selectOption({ label: 'Cat' })
  await page.getByLabel('Breed').fill('Mikeneko')
  await page.getByLabel('Born on').fill('2022-03-31')
  await page.getByLabel('Allergies').fill('chicken')
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('heading', { name: 'Mochi' }).waitFor()
  const pet = here()
  for (const [weight, on] of [['3.6kg', '2025-11-20'], ['3.9kg', '2026-03-02'], ['4.4kg', '2026-07-18'], ['4.2kg', '2026-11-20']]) {
    await page.getByRole('button', { name: /^Note a weight/ }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Weight').fill(weight)
    await form.getByLabel('Day').fill(on)
    await form.getByRole('button', { name: 'Keep' }).click()
    await form.waitFor({ state: 'detached' })
  }
  await page.getByRole('button', { name: /^Note a vaccination/ }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Vaccine').fill('Rabies')
  await form.getByLabel('Day').fill('2025-11-28')
  await form.getByLabel('Next one due on').fill('2026-11-28')
  await form.getByRole('button', { name: 'Keep' }).click()
  await form.waitFor({ state: 'detached' })
  await open(page, '/visits')
  await page.locator('main a.card').first().click()
  await page.locator('a.service').first().waitFor()
  const clinic = here()
  await page.locator('a.service').first().click()
  await page.locator('.times label').first().waitFor()
  const book = here()
  await page.getByText('Mochi', { exact: true }).click()
  await page.locator('.times label').nth(2).click()
  await page.getByRole('button', { name: 'Ask for this visit' }).click()
  await page.getByText('Confirmed').first().waitFor()
  return { pet, clinic, book, visit: here() }
}

/** A desk in the middle of its day: somebody in the car park, somebody waiting, somebody with the vet, somebody done. */
async function clinic(page) {
  const place = await world.clinic()
  const codes = []
  const names = ['Kuro', 'Momo', 'Sora', 'Tama', 'Hachi', 'Fuku']
  for (const [nth, name] of names.entries()) codes.push(await visit(page, place, name, nth * 2))
  await page.getByRole('button', { name: 'I am in the car park' }).click()
  const tablet = await world.device('tablet', { reducedMotion: 'reduce' })
  await enrol(tablet, await place.code('Front desk'))
  for (const code of codes.slice(0, 3)) {
    await tablet.getByLabel('Code of the booking').fill(code)
    await tablet.getByLabel('Code of the booking').press('Enter')
    await tablet.locator('.verdict').waitFor()
    await tablet.locator('.verdict').waitFor({ state: 'detached' })
  }
  await open(tablet, '/board')
  await tablet.getByRole('button', { name: 'Start with Kuro' }).click()
  await tablet.getByRole('button', { name: 'Done with Kuro' }).click()
  await tablet.getByRole('button', { name: 'Start with Momo' }).click()
  await tablet.getByRole('button', { name: 'Done with Momo' }).waitFor()
  const admin = await world.device('admin', { reducedMotion: 'reduce' })
  await manage(admin)
  const unenrolled = await world.device('unenrolled', { reducedMotion: 'reduce' })
  await unenrolled.getByText('We are a clinic').click()
  await unenrolled.getByRole('button', { name: 'Look around first' }).click()
  await unenrolled.locator('form input').waitFor()
  return { tablet, admin, unenrolled, codes, id: place.id }
}

async function theDesk(shoot, { tablet, admin, unenrolled, codes, id }) {
  await shoot(unenrolled, 'desk-enrol', '/')
  await shoot(tablet, 'desk-staff', '/staff', (page) => page.locator('li button').first().click())
  await shoot(tablet, 'desk-check-in', '/')
  const type = (text) => async (page) => {
    await page.getByRole('textbox').first().fill(text)
    await page.getByRole('textbox').first().press('Enter')
    await page.locator('.verdict').waitFor()
  }
  await shoot(tablet, 'desk-verdict-again', '/', type(codes[2]))
  await shoot(tablet, 'desk-verdict-unknown', '/', type('https://example.com'))
  await shoot(tablet, 'desk-walk-in', '/board', (page) => page.locator('.side button').first().click())
  await shoot(tablet, 'desk-board', '/board')
  await shoot(tablet, 'desk-room', '/room')
  await shoot(tablet, 'desk-calendar-day', '/calendar')
  await shoot(tablet, 'desk-calendar-visit', '/calendar', (page) => page.locator('.block.movable').first().click())
  await shoot(tablet, 'desk-calendar-move', '/calendar', async (page) => {
    await page.locator('.block.movable').first().click()
    await page.locator('.sheet button.main').click()
    await page.locator('.free').first().waitFor()
  })
  await shoot(tablet, 'desk-calendar-week', '/calendar?view=week')
  await shoot(tablet, 'desk-settings', '/settings')
  await shoot(admin, 'office-home', '/')
  await shoot(admin, 'office', `/office/${id}`)
  await shoot(admin, 'office-tablets', `/office/${id}/tablets`)
  await shoot(admin, 'office-tablet-new', `/office/${id}/tablets`, async (page) => {
    await page.locator('.side button').click()
    await page.locator('.sheet input').fill('Back office')
    await page.locator('.sheet button.main').click()
    await page.locator('.sheet svg path').last().waitFor()
  })
  await shoot(admin, 'office-people', `/office/${id}/people`)
  await shoot(admin, 'office-hours', `/office/${id}/hours`)
  await shoot(admin, 'office-poster', `/office/${id}/poster`)
  await shoot(admin, 'office-log', `/office/${id}/log`)
}

function shooter(lang, size, scheme) {
  const [width, height] = size.split('x').map(Number)
  return async (page, name, where, then) => {
    if (!only.test(name)) return
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await open(page, where)
    await page.waitForLoadState('networkidle')
    if (then) await then(page)
    await page.waitForTimeout(150)
    await page.evaluate(() => document.querySelectorAll('.toast .close').forEach((close) => close.click()))
    const file = `${lang}/${size}/${scheme}/${name}.png`
    await mkdir(path.join(out, path.dirname(file)), { recursive: true })
    await page.screenshot({ path: path.join(out, file), animations: 'disabled' })
    taken.push(file)
    // What was opened for the picture is shut again.
    if (then) await page.keyboard.press('Escape')
  }
}

function index() {
  const figure = (file) => `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${file}</figcaption></figure>`
  return `<!doctype html><meta charset="utf-8"><title>PetPro, every screen</title>
<style>body{font:14px system-ui;margin:2rem;background:#eee}figure{display:inline-block;margin:.5rem;vertical-align:top}img{max-width:22rem;max-height:30rem;border:1px solid #ccc}</style>
${taken.map(figure).join('\n')}\n`
}
