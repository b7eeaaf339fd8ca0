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
    world.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    })
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

  async control(what, how) {
    const answer = await fetch(`${this.sandbox.said.listening}/control/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(how),
    })
    if (!answer.ok) throw new Error(`the sandbox answers ${answer.status} to ${what}`)
  }

  /** A device of its own: store, bridge and page. */
  async device(name, { lang = 'en', ...view } = {}) {
    const args = ['--data', path.join(this.folder, name), '--server', this.server.said.listening, '--lang', lang, '--tied']
    const bridge = await started(need('PETPRO_BRIDGE'), args)
    this.#devices.push(bridge.child)
    const context = await this.browser.newContext({ viewport: { width: 390, height: 844 }, ...view })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && this.complaints.push(`${name}: ${message.text()}`))
    page.on('pageerror', (error) => this.complaints.push(`${name}: ${error.message}`))
    await page.goto(bridge.said.open)
    return page
  }

  async end() {
    await this.browser?.close()
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

export async function open(page, where) {
  await page.evaluate((hash) => (location.hash = hash), where)
  await page.locator('h1').waitFor()
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
