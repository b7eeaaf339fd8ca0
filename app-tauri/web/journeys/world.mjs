// The real backend, the real bridge and a browser, in a folder of their own. The backend can be stopped and started again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { chromium } from 'playwright-core'

export const need = (name) => process.env[name] ?? path.resolve(import.meta.dirname, `../../../target/debug/${name.toLowerCase().replace('_', '-')}`)
const KEY = { api_key: 'sk_test_sandbox', webhook_secrets: ['whsec_sandbox'] }

export const HANA = { user: 'hana@petpro.example', password: 'petpro-demo-1' }
export const KUDO = { user: 'kudo@petpro.example', password: 'petpro-demo-1' }
export const SAKURA = { user: 'sakura@petpro.example', password: 'petpro-demo-1' }
export const KEN = { user: 'ken@petpro.example', password: 'petpro-demo-1' }

/** Starts a program and gives the first line that it prints, which is JSON. */
export async function started(program, args, env = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { child, said: JSON.parse(line) }
}

export async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

export class World {
  /** What a page complained about: nothing, in a good journey. */
  complaints = []
  #devices = []
  #browsers = []

  static async begin() {
    const world = new World()
    world.folder = await mkdtemp(path.join(tmpdir(), 'petpro-app-'))
    world.sandbox = await started(need('PETPRO_SANDBOX'), ['--hang-seconds', '2', '--api-key', KEY.api_key, '--webhook-secret', KEY.webhook_secrets[0]])
    const { listening, smtp } = world.sandbox.said
    // All devices come from one address, and sign in faster than people do.
    world.env = { PETPRO_SERVER_RATES__ENABLED: 'false' }
    await world.#tool(['seed'])
    Object.assign(world.env, {
      PETPRO_SERVER_PAYMENTS__PROVIDER: listening,
      PETPRO_SERVER_PAYMENTS__RECONCILE_SECONDS: '1',
      PETPRO_SERVER_SHIPPING__URL: listening,
      PETPRO_SERVER_MAILS__SERVER: `smtp://${smtp}`,
    })
    await world.#tool(['parties'], JSON.stringify({ gateway: KEY, carrier: KEY }))
    await world.start()
    await world.control('webhooks', {
      gateway_to: `${world.server.said.listening}/api/v1/webhooks/payments/stripe`,
      carrier_to: `${world.server.said.listening}/api/v1/webhooks/carriers/sandbox`,
    })
    world.browser = await world.#launched()
    return world
  }

  async #tool(args, input = '') {
    const child = spawn(need('PETPRO_SERVER'), ['--data', path.join(this.folder, 'server'), ...args], {
      env: { ...process.env, ...this.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.stdin.end(input)
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`petpro-server ${args.join(' ')} ended with ${code}`)
  }

  /** The backend, on the port that it had before. */
  async start() {
    const port = this.server ? new URL(this.server.said.listening).port : '0'
    this.server = await started(need('PETPRO_SERVER'), ['--data', path.join(this.folder, 'server'), '--port', port, 'serve'], this.env)
  }

  /** The network is gone: nobody listens any more. */
  async stop() {
    await ended(this.server.child)
  }

  /** A call to the backend, as its other clients make it. */
  async ask(path, { token, method = 'GET', body, headers = {} } = {}) {
    const answer = await fetch(`${this.server.said.listening}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
        ...headers,
      },
      body: body && JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answers ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }

  /**
   * The seeded clinic that never closes, for its admin. It lies where it is late morning now: no journey meets midnight.
   */
  async clinic() {
    const body = { username: KUDO.user, password: KUDO.password }
    const { access_token: token } = await this.ask('/auth/login', { method: 'POST', body })
    const [{ clinic }] = (await this.ask('/api/v1/users/me/clinics', { token })).clinics
    const { id, services, ...profile } = clinic
    const west = (new Date().getUTCHours() + 24 - 10) % 24
    const zone = west === 0 ? 'Etc/GMT' : west <= 12 ? `Etc/GMT+${west}` : `Etc/GMT-${24 - west}`
    await this.ask(`/api/v1/clinics/${id}`, { token, method: 'PUT', body: { ...profile, zone }, headers: { 'if-match': '*' } })
    const code = async (name) => (await this.ask(`/api/v1/clinics/${id}/tablets`, { token, method: 'POST', body: { name } })).code
    return { id, services, code }
  }

  async control(what, how) {
    const answer = await fetch(`${this.sandbox.said.listening}/control/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(how),
    })
    if (!answer.ok) throw new Error(`the sandbox answers ${answer.status} to ${what}`)
  }

  /** A device of its own: store, bridge and page. */
  async device(name, { lang = 'en', film, ...view } = {}) {
    const args = ['--data', path.join(this.folder, name), '--server', this.server.said.listening, '--lang', lang, '--tied']
    const bridge = await started(need('PETPRO_BRIDGE'), args)
    this.#devices.push(bridge.child)
    const browser = film ? await this.#filmed(film) : this.browser
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...view })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.complaints.push(`${name}: ${message.text()}`))
    page.on('pageerror', (error) => this.complaints.push(`${name}: ${error.message}`))
    await page.goto(bridge.said.open)
    return page
  }

  /** A browser whose camera plays this film. */
  async #filmed(film) {
    const seen = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
    const browser = await this.#launched(seen)
    this.#browsers.push(browser)
    return browser
  }

  #launched(more = []) {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
    return chromium.launch({ executablePath, args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...more] })
  }

  async end() {
    await this.browser?.close()
    for (const browser of this.#browsers) await browser.close()
    for (const child of this.#devices) await ended(child)
    if (this.server) await ended(this.server.child)
    if (this.sandbox) await ended(this.sandbox.child)
    await rm(this.folder, { recursive: true, force: true })
  }
}

export async function signIn(page, { user, password }) {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('E-mail address').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'What are you looking for?' }).waitFor()
}

/** Signs in who works for a shop, on a device that was never used; ends at the desk. */
export async function keep(page, { user, password }) {
  await page.getByText('We are a shop').click()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('E-mail address').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
}

/** A paid order of the first thing that these words find. */
export async function buy(world, page, words) {
  await open(page, `/shop?q=${words}`)
  await page.locator('a.product').first().click()
  await page.locator('.buy button').last().click()
  await page.locator('.toast').waitFor()
  await open(page, '/checkout')
  await page.getByRole('button', { name: 'Next' }).waitFor()
  const add = page.getByRole('button', { name: 'Add an address' })
  if (await add.isVisible()) {
    await add.click()
    const form = page.getByRole('dialog')
    const given = [['Name', 'Hana Sato'], ['Phone', '+81-90-1234-5678'], ['Postal code', '150-0001'], ['City', 'Shibuya-ku'], ['Street', 'Jingumae 1-2-3']]
    for (const [label, text] of given) await form.getByLabel(label).fill(text)
    await form.getByRole('button', { name: 'Keep' }).click()
    await page.getByRole('radio', { name: /Hana Sato/ }).waitFor()
  }
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: /^Place order/ }).click()
  const payment = await opened
  await payment.getByRole('button', { name: 'Pay' }).click()
  await payment.getByText('The payment was approved.').waitFor()
  await payment.close()
}

export async function open(page, where) {
  await page.evaluate((hash) => (location.hash = hash), where)
  await page.locator('h1').waitFor()
}

/** Makes a device the clinic's tablet: role, one-time code, and who stands there. */
export async function enrol(page, code, who = 'Kudo') {
  await page.getByText('We are a clinic').click()
  await page.getByRole('button', { name: 'Look around first' }).click()
  await page.getByLabel('One-time code').fill(code)
  await page.getByRole('button', { name: 'Enrol this tablet' }).click()
  await page.getByRole('button', { name: new RegExp(`^.?\\s*${who}`) }).click()
  await page.getByRole('group', { name: `PIN of ${who}` }).waitFor()
  await page.keyboard.type('2468')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Check in' }).waitFor()
}

/** The clinic's admin on a device of their own; the address of the clinic's office. */
export async function manage(page) {
  await page.getByText('We are a clinic').click()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('E-mail address').fill(KUDO.user)
  await page.getByLabel('Password').fill(KUDO.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: /Sapporo/ }).waitFor()
}

/** Pets of this owner's and their visit today at this clinic; the typed code of the visit. */
export async function visit(page, clinic, pets, nth = 0) {
  for (const pet of [pets].flat()) {
    await open(page, '/pet-new')
    await page.getByLabel('Name').fill(pet)
    await page.getByLabel('Kind of animal').selectOption({ label: 'Cat' })
    await page.getByRole('button', { name: 'Keep' }).click()
    await page.getByRole('heading', { name: pet }).waitFor()
  }
  await open(page, `/book/${clinic.id}/${clinic.services[0].id}`)
  for (const pet of [pets].flat()) await page.getByText(pet, { exact: true }).click()
  await page.locator('.times label').nth(nth).click()
  await page.getByRole('button', { name: 'Ask for this visit' }).click()
  await page.getByText('Confirmed').first().waitFor()
  const drawn = page.getByRole('img', { name: /^The code of your pass/ })
  await drawn.waitFor()
  return (await drawn.getAttribute('aria-label')).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)[0]
}

let source
/** What axe finds wrong with the page as it is now. */
export async function faults(page) {
  source ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  // A button that is still fading in has the contrast of neither state. A skeleton's shimmer never ends.
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const ending = document.getAnimations().filter((it) => it.effect.getComputedTiming().endTime !== Infinity)
    await Promise.all(ending.map((it) => it.finished.catch(() => undefined)))
  })
  // Not as a script of the page: its policy lets none in.
  const found = await page.evaluate(`${source}; axe.run().then((told) => told.violations.map((it) => it.id + ': ' + it.nodes.map((node) => node.target.join(' ')).join(', ')))`)
  return found
}
