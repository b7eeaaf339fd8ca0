// A clinic's desk: two tablets, a phone, and a network that goes away.
import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { film } from './film.mjs'
import { HANA, World, enrol, faults, manage, open, signIn, visit } from './world.mjs'

const TABLET = { viewport: { width: 1024, height: 768 } }
let world
let clinic
let owner
let front
let back
let admin
const codes = {}

before(async () => {
  world = await World.begin()
  clinic = await world.clinic()
  owner = await world.device('hana')
  await signIn(owner, HANA)
  codes.mochi = await visit(owner, clinic, 'Mochi', 2)
  codes.kuro = await visit(owner, clinic, 'Kuro', 3)
  codes.sora = await visit(owner, clinic, 'Sora', 4)
  codes.two = await visit(owner, clinic, ['Hachi', 'Nana'], 6)
  front = await world.device('front', TABLET)
  back = await world.device('back', TABLET)
})
after(() => world?.end())

const verdict = (page) => page.getByRole('region', { name: 'What the tablet says' })
const tile = (page, pet) => page.getByRole('article', { name: new RegExp(pet) })
const sent = (page) => page.getByText('Everything is sent').first().waitFor()
async function typed(page, code) {
  await page.getByLabel('Code of the booking').fill(code)
  await page.getByLabel('Code of the booking').press('Enter')
}

test('a device becomes a tablet by a code that works once, and says why another one does not', async () => {
  await front.getByText('We are a clinic').click()
  await front.getByRole('button', { name: 'Look around first' }).click()
  await front.getByRole('heading', { name: 'Make this a clinic’s tablet' }).waitFor()
  assert.deepEqual(await faults(front), [])
  await front.getByLabel('One-time code').fill('AAAA-AAAA')
  await front.getByRole('button', { name: 'Enrol this tablet' }).click()
  await front.getByRole('alert').filter({ hasText: /code/i }).first().waitFor()
  await front.getByLabel('One-time code').fill(await clinic.code('Front desk'))
  await front.getByRole('button', { name: 'Enrol this tablet' }).click()
  await front.getByRole('heading', { name: 'Who is at the desk?' }).waitFor()
})

test('whoever stands there gives a PIN, by keys or by taps; a wrong one is refused', async () => {
  await front.getByRole('button', { name: /Kudo/ }).click()
  const pad = front.getByRole('group', { name: 'PIN of Kudo' })
  for (const key of ['1', '1', '1', '1']) await pad.getByRole('button', { name: key }).click()
  await pad.getByRole('button', { name: 'Enter' }).click()
  await front.getByRole('alert').filter({ hasText: /PIN/ }).first().waitFor()
  assert.deepEqual(await faults(front), [])
  await front.keyboard.type('2468')
  await front.keyboard.press('Enter')
  await front.getByRole('heading', { name: 'Check in' }).waitFor()
  await front.getByRole('link', { name: /^Kudo/ }).waitFor()
  await enrol(back, await clinic.code('Back office'))
})

// covers: S0-003, S0-126, S0-128, S0-130, S0-131
test('a typed code checks in: the verdict fills the screen, and the owner sees it', async () => {
  await typed(front, codes.mochi)
  await verdict(front).getByRole('heading', { name: 'Welcome' }).waitFor()
  await verdict(front).getByText('Mochi').first().waitFor()
  assert.deepEqual(await faults(front), [])
  await verdict(front).waitFor({ state: 'detached' })
  assert.equal(await front.evaluate(() => document.activeElement?.tagName), 'INPUT', 'ready for the next code')
  await sent(front)
  await open(owner, '/visits')
  await owner.getByText('Checked in').first().waitFor()
})

test('the board shows who waits, and one tap moves them on', async () => {
  await open(front, '/board')
  await tile(front, 'Mochi').getByText(/^Waiting since/).waitFor()
  assert.deepEqual(await faults(front), [])
  await tile(front, 'Mochi').getByRole('button', { name: 'Undo the check-in of Mochi' }).click()
  await front.getByRole('status').filter({ hasText: 'The check-in of Mochi is undone' }).waitFor()
  await front.getByRole('button', { name: 'Undo', exact: true }).click()
  await tile(front, 'Mochi').getByRole('button', { name: 'Start with Mochi' }).click()
  await tile(front, 'Mochi').getByRole('button', { name: 'Done with Mochi' }).waitFor()
  await open(back, '/board')
  await tile(back, 'Mochi').getByRole('button', { name: 'Done with Mochi' }).waitFor()
})

test('the waiting room calls by number and names nobody', async () => {
  await open(front, '/room')
  await front.getByText('Please come in').waitFor()
  const shown = await front.locator('main').innerText()
  assert.ok(shown.includes(codes.mochi.slice(-4)) && !/Mochi|Hana/.test(shown), shown)
  assert.deepEqual(await faults(front), [])
})

// covers: S0-128, S0-129
test('two tablets without a network check in the same cat, and both see that after the sync', async () => {
  await open(front, '/')
  await open(back, '/')
  await sent(front)
  await world.stop()
  for (const page of [front, back]) {
    await typed(page, codes.kuro)
    await verdict(page).getByRole('heading', { name: 'Welcome' }).waitFor()
    await verdict(page).getByText('Saved, not yet sent').waitFor()
    await verdict(page).getByRole('button', { name: 'Next one' }).click()
    await page.getByText('1 saved, not yet sent').waitFor()
  }
  assert.deepEqual(await faults(front), [])
  await world.start()
  for (const page of [front, back, front]) {
    await open(page, '/changes')
    await page.getByRole('button', { name: 'Sync now' }).click()
    await page.locator('main').getByText('Everything is sent').first().waitFor()
  }
  for (const page of [front, back]) {
    await open(page, '/board')
    await tile(page, 'Kuro').getByText(/^Checked in again at/).waitFor()
  }
})

// covers: S0-117, S0-127
test('the camera reads a pass that the phone shows', async () => {
  const shown = await owner.evaluate(() => location.hash)
  assert.ok(shown)
  const id = await visitOf(codes.sora)
  const file = path.join(world.folder, 'pass.y4m')
  await film(file, await drawn(id))
  const camera = await world.device('camera', { ...TABLET, film: file })
  await enrol(camera, await clinic.code('Camera'))
  await verdict(camera).getByText('Sora').first().waitFor()
  await camera.getByText('Just checked in').waitFor()
  await open(camera, '/board')
  await tile(camera, 'Sora').getByText(/^Waiting since/).waitFor()
})

test('two cats of one visit are weighed as they are checked in, and their owner has the weights', async () => {
  await open(front, '/')
  await front.getByRole('button', { name: 'Weigh at check-in: off' }).click()
  await typed(front, codes.two)
  const scale = front.getByRole('dialog')
  await scale.getByLabel('Weight of Hachi').fill('heavy')
  await scale.getByRole('button', { name: 'Check in' }).click()
  await front.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor()
  await scale.getByLabel('Weight of Hachi').fill('4.2')
  await scale.getByLabel('Weight of Nana').fill('3900 g')
  assert.deepEqual(await faults(front), [])
  await scale.getByRole('button', { name: 'Check in' }).click()
  await verdict(front).getByText('Hachi, Nana').first().waitFor()
  await verdict(front).getByRole('button', { name: 'Next one' }).click()
  await front.getByRole('button', { name: 'Weigh at check-in: on' }).click()
  await sent(front)
  await open(owner, '/pets')
  await owner.getByRole('link', { name: /Nana/ }).click()
  await owner.getByText(/^3\.9 kg on/).first().waitFor()
})

test('a visit is moved by a drag, and by keys alone; what another desk took says which times are free', async () => {
  await open(front, '/calendar')
  await front.getByRole('button', { name: 'Book a time' }).click()
  await front.getByRole('dialog').getByRole('button', { name: /^Check-up/ }).press('Enter')
  await front.getByText('Choose a time for Check-up').waitFor()
  assert.deepEqual(await faults(front), [])
  const free = front.getByRole('button', { name: /^Dr\. Kudo, / })
  const at = await free.last().getAttribute('aria-label')
  await free.last().focus()
  await front.keyboard.press('Enter')
  await front.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Tama')
  await front.getByRole('dialog').getByRole('button', { name: 'Book a time' }).press('Enter')
  await front.getByRole('status').filter({ hasText: 'Tama' }).waitFor()
  const block = front.getByRole('button', { name: /Tama/ }).first()
  assert.ok((await block.innerText()).includes(at.split(', ')[1]))

  await block.press('Enter')
  assert.deepEqual(await faults(front), [])
  await front.getByRole('dialog').getByRole('button', { name: 'Move Tama to another time' }).press('Enter')
  await front.getByText('Choose a time for Tama').waitFor()
  await front.getByRole('button', { name: /^Dr\. Sato, / }).last().press('Enter')
  const moved = front.getByRole('region', { name: /^Dr\. Sato/ }).getByRole('button', { name: /Tama/ })
  await moved.waitFor()
  await front.getByRole('button', { name: 'Close' }).click() // the toast lies over the last hours

  await moved.scrollIntoViewIfNeeded()
  const box = await moved.boundingBox()
  await front.mouse.move(box.x + 20, box.y + 10)
  await front.mouse.down()
  await front.mouse.move(box.x + 20, box.y - 60, { steps: 6 })
  await front.getByText('Choose a time for Tama').waitFor()
  await front.mouse.move(box.x + 20, box.y - 90, { steps: 4 })
  await front.mouse.up()
  await front.waitForFunction((was) => ![...document.querySelectorAll('[data-block]')].some((each) => each.textContent === was), await moved.textContent())
  assert.deepEqual(await faults(front), [])
})

// covers: S0-132, S0-133
test('what is no pass is said so, and nobody is checked in', async () => {
  await open(front, '/')
  await front.evaluate(() => document.activeElement?.blur())
  await front.keyboard.type('https://example.com/menu', { delay: 5 })
  await front.keyboard.press('Enter')
  await verdict(front).getByRole('heading', { name: 'This is not a pass' }).waitFor()
  assert.equal(await verdict(front).getByRole('button', { name: 'Check in anyway' }).count(), 0)
  assert.deepEqual(await faults(front), [])
  await front.keyboard.press('Escape')
  await verdict(front).waitFor({ state: 'detached' })
})

test('who has not booked is taken in by keyboard alone, weighed, started and done', async () => {
  await open(front, '/')
  await front.getByRole('button', { name: 'Without a booking' }).focus()
  await front.keyboard.press('Enter')
  await front.getByRole('dialog').getByLabel('Name').first().focus()
  await front.keyboard.type('Fuku')
  await front.keyboard.press('Tab')
  await front.keyboard.type('C')
  await front.getByRole('dialog').getByLabel('First name').focus()
  await front.keyboard.type('Rin')
  assert.deepEqual(await faults(front), [])
  await front.keyboard.press('Enter')
  await front.getByRole('status').filter({ hasText: 'Checked in: Fuku' }).waitFor()
  await open(front, '/board')
  await tile(front, 'Fuku').getByRole('button', { name: 'Start with Fuku' }).focus()
  await front.keyboard.press('Enter')
  await tile(front, 'Fuku').getByRole('button', { name: 'Done with Fuku' }).focus()
  await front.keyboard.press('ArrowLeft')
  assert.notEqual(await front.evaluate(() => document.activeElement?.closest('article')?.getAttribute('aria-label')?.includes('Fuku')), true)
  await tile(front, 'Fuku').getByRole('button', { name: 'Done with Fuku' }).press('Enter')
  await tile(front, 'Fuku').getByRole('button').first().waitFor({ state: 'detached' })
})

test('an admin gives somebody a PIN, changes the hours, prints the poster, and reads who did what', async () => {
  admin = await world.device('admin')
  await manage(admin)
  await open(admin, `/office/${clinic.id}/people`)
  await admin.getByRole('button', { name: 'Add somebody' }).click()
  await admin.getByRole('dialog').getByLabel('Name').fill('Yui')
  await admin.getByRole('dialog').getByLabel('New PIN').fill('12')
  await admin.getByRole('dialog').getByRole('button', { name: 'Keep' }).click()
  await admin.getByRole('alert').filter({ hasText: '4 to 8 digits' }).first().waitFor()
  await admin.getByRole('dialog').getByLabel('New PIN').fill('13579')
  await admin.getByRole('dialog').getByRole('button', { name: 'Keep' }).click()
  await admin.getByText('Yui').first().waitFor()
  await open(admin, `/office/${clinic.id}/hours`)
  await admin.getByRole('button', { name: 'Change Sun' }).click()
  await admin.getByLabel('Open', { exact: true }).fill('09:00-12:00, 14:00-18:30')
  await admin.getByRole('button', { name: 'Keep' }).click()
  await admin.getByText('Sun: 09:00–12:00, 14:00–18:30').waitFor()
  await open(admin, `/office/${clinic.id}/poster`)
  await admin.getByRole('img', { name: 'Sapporo Night Vets' }).waitFor()
  const saved = admin.waitForEvent('download')
  await admin.getByRole('button', { name: 'Save as PDF' }).click()
  assert.equal((await saved).suggestedFilename(), 'Sapporo Night Vets.pdf')
  await open(admin, `/office/${clinic.id}/log`)
  await admin.getByText(/entries, and the chain holds/).waitFor()
  await admin.getByLabel('Search the log').fill('undone')
  await admin.getByRole('cell', { name: 'Check-in undone' }).first().waitFor()
  assert.equal(await admin.getByRole('cell', { name: 'Checked in', exact: true }).count(), 0)
  assert.deepEqual(await faults(admin), [])
})

test('a tablet that is taken back forgets the clinic and says what became of it', async () => {
  await open(back, '/board')
  await open(admin, `/office/${clinic.id}/tablets`)
  await admin.getByRole('button', { name: 'Take back: Back office' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await admin.getByText('Taken back').waitFor()
  await open(back, '/changes')
  await back.getByRole('button', { name: 'Sync now' }).click() // its next request is its last
  await open(back, '/')
  await back.getByText('The clinic took the tablet “Back office” back').waitFor()
  assert.equal(await back.getByText('Mochi').count(), 0)
  assert.deepEqual(await faults(back), [])
})

test('nothing complained meanwhile', () => {
  assert.deepEqual(world.complaints, [])
})

/** The id of the visit with this code, as the owner's own screens have it. */
async function visitOf(code) {
  await open(owner, '/visits')
  const links = owner.locator('main a.card[href^="#/visit/"]')
  await links.first().waitFor()
  for (const href of await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')))) {
    await open(owner, href.slice(1))
    const image = owner.getByRole('img', { name: /^The code of your pass/ })
    if ((await image.getAttribute('aria-label', { timeout: 3_000 }).catch(() => ''))?.includes(code)) return href.split('/').at(-1)
  }
  throw new Error(`no visit of ${code}`)
}

/** The pass that is on the owner's screen now. */
async function drawn() {
  const image = owner.getByRole('img', { name: /^The code of your pass/ })
  return { size: Number((await image.getAttribute('viewBox')).split(' ')[2]), path: await image.locator('path').getAttribute('d') }
}
