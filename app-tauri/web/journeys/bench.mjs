// The app's figures, one JSON object a line: what is loaded, how soon it is there, how fast it answers, what it holds.
// In the window where there is one to drive, else in Chromium over the bridge.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { Window } from './window.mjs'
import { ended, need, started } from './world.mjs'

const PRODUCTS = 20_000
const LINES = 50
const TAPS = 200
const STARTS = 7
const NOWHERE = 'http://127.0.0.1:9'
const CART = 'petpro://cart'

const round = (value) => Number(value.toPrecision(4))
const sorted = (all) => [...all].sort((a, b) => a - b)
const at = (all, share) => sorted(all)[Math.min(all.length - 1, Math.floor(all.length * share))]

function tell(name, value, unit, most, floor) {
  const ratio = floor === undefined ? undefined : round(value / floor)
  const figure = { name: `app.${name}`, value: round(value), unit, floor: floor === undefined ? null : round(floor), ratio: ratio ?? null }
  console.log(JSON.stringify({ ...figure, bar: most === undefined ? null : `<= ${most} ${unit}`, ok: most === undefined || value <= most }))
}

/** What a page of the shelf or the cart does; runs inside of the page. */
const inside = {
  /** Milliseconds from each tap on "one more" to the frame that shows another total. */
  taps: async (taps) => {
    const total = () => document.querySelector('.summary .total dd')?.textContent
    const painted = () => new Promise((shown) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = shown; port2.postMessage(0) }))
    const took = []
    for (let n = 0; n < taps; n++) {
      const lines = document.querySelectorAll('.shop ul > li, .shop li')
      const more = [...(lines[n % 10] ?? document).querySelectorAll('button')].find((it) => /more/i.test(it.ariaLabel ?? ''))
      const before = total()
      const start = performance.now()
      more.click()
      while (total() === before) {
        if (performance.now() - start > 5_000) throw new Error(`the total stays ${before}`)
        await new Promise((soon) => { const seen = new MutationObserver(() => { seen.disconnect(); soon() }); seen.observe(document.body, { subtree: true, childList: true, characterData: true }); setTimeout(soon, 100) })
      }
      await painted()
      took.push(performance.now() - start)
      await new Promise((rest) => setTimeout(rest, 30))
    }
    return took
  },
  /** Milliseconds between the frames of a scroll from end to end, 1.5 screens a frame. */
  scroll: async () => {
    const gaps = []
    let last = await new Promise(requestAnimationFrame)
    const far = () => document.documentElement.scrollHeight - innerHeight
    for (let still = 0; still < 20; ) {
      const before = scrollY
      scrollBy(0, innerHeight * 1.5)
      const now = await new Promise(requestAnimationFrame)
      gaps.push(now - last)
      last = now
      still = scrollY === before || scrollY >= far() ? still + 1 : 0
    }
    return gaps
  },
  /** What a frame takes when nothing happens. */
  idle: async () => {
    const gaps = []
    let last = await new Promise(requestAnimationFrame)
    for (let n = 0; n < 60; n++) {
      const now = await new Promise(requestAnimationFrame)
      gaps.push(now - last)
      last = now
    }
    return gaps
  },
}

/** Time for a collector of garbage to come by. */
const rest = () => new Promise((soon) => setTimeout(soon, 5_000))

async function until(page, what, patience = 20_000) {
  const end = Date.now() + patience
  while (!(await page(what))) if (Date.now() > end) throw new Error(`never: ${what}`)
}

/** Size of what the first screen loads, and of everything, as it comes over a line. */
async function sizes(open) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  const page = await browser.newPage()
  const scripts = []
  page.on('response', (answer) => /\.js$/.test(new URL(answer.url()).pathname) && scripts.push(answer.body()))
  await page.goto(open)
  await page.locator('h1').waitFor()
  // The stream of events never rests; whatever the first screen asks for is asked for by now.
  await page.waitForTimeout(1_000)
  const first = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0)
  await browser.close()
  tell('js_first_screen', first / 1000, 'kB', 90)
  const assets = path.resolve(import.meta.dirname, '../dist/assets')
  let whole = 0
  for (const name of await readdir(assets)) if (name.endsWith('.js')) whole += gzipSync(await readFile(path.join(assets, name)), { level: 9 }).length
  tell('js_whole', whole / 1000, 'kB', 300)
}

/** What a process and all below it hold, in MiB: shared pages are counted by their share. */
async function memory(root) {
  const all = new Map()
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    if (stat) all.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const below = (pid) => pid === root || (all.has(pid) && all.get(pid) > 1 && below(all.get(pid)))
  let kib = 0
  for (const pid of all.keys()) {
    if (!below(pid)) continue
    const rolled = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    kib += Number(/^Pss:\s+(\d+)/m.exec(rolled)?.[1] ?? 0)
  }
  return kib / 1024
}

/** When a process began, in ms since 1970. */
async function began(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  const boot = Number(/^btime (\d+)/m.exec(await readFile('/proc/stat', 'utf8'))[1])
  const uptime = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0])
  // `btime` is whole seconds; the uptime says it to a hundredth.
  return Math.abs(Date.now() - uptime * 1000 - boot * 1000) < 2_000 ? Date.now() - uptime * 1000 + ticks * 10 : boot * 1000 + ticks * 10
}

async function appOf(driver) {
  for (const pid of await readdir('/proc')) {
    const stat = /^\d+$/.test(pid) && (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
    if (stat && Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === driver && stat.includes('(petpro-app)')) return Number(pid)
  }
  throw new Error('the window has no process')
}

const folder = await mkdtemp(path.join(tmpdir(), 'petpro-bench-'))
try {
  const device = spawn(need('PETPRO_BENCH'), ['device', path.join(folder, 'store'), '--products', String(PRODUCTS), '--lines', String(LINES)], { stdio: ['ignore', 'ignore', 'inherit'] })
  if ((await once(device, 'exit'))[0] !== 0) throw new Error('the device could not be made')

  const bridge = await started(need('PETPRO_BRIDGE'), ['--data', path.join(folder, 'store'), '--server', NOWHERE, '--tied'])
  await sizes(bridge.said.open)
  await ended(bridge.child)

  const open = () => Window.open(folder, NOWHERE, { address: CART, env: { PETPRO_LOG: 'warn' } })
  const painted = []
  const usable = []
  let window
  for (let n = 0; n < STARTS; n++) {
    await window?.close()
    window = await open()
    const ask = (what) => window.page.executeScript(`return ${what}`)
    await ask(`window.__TAURI_INTERNALS__.invoke('call', { name: 'be', takes: { role: 'owner' } })`)
    await until(ask, `document.querySelector('.summary .total dd')`)
    const now = Date.now()
    const start = await began(await appOf(window.driver.pid))
    const paint = await ask(`performance.timeOrigin + (performance.getEntriesByType('paint').find((it) => it.name === 'first-contentful-paint')?.startTime ?? NaN)`)
    // The first start is a cold one.
    if (n > 0) painted.push(paint - start), usable.push(now - start)
  }
  tell('first_paint', at(painted, 0.5) / 1000, 's', 0.8)
  tell('usable_cart', at(usable, 0.5) / 1000, 's', 1.1)

  const run = (work, ...takes) =>
    window.page.executeAsyncScript(`const done = arguments[arguments.length - 1]; (${work})(...[...arguments].slice(0, -1)).then((took) => done({ took }), (error) => done({ error: String(error) }))`, ...takes)
  const ran = async (work, ...takes) => {
    const { took, error } = await run(work, ...takes)
    if (error) throw new Error(error)
    return took
  }
  await window.page.manage().setTimeouts({ script: 300_000 })
  const idle = at(await ran(inside.idle), 0.5)
  const taps = await ran(inside.taps, TAPS)
  tell('tap_to_total_median', at(taps, 0.5), 'ms', undefined, idle)
  tell('tap_to_total_p95', at(taps, 0.95), 'ms', 16, idle)

  await window.go('/shop')
  await (await window.see('a', 'Category 0')).click()
  await window.see('a', 'Grain-free salmon')
  await ran(inside.scroll)
  await rest()
  const before = await memory(window.driver.pid)
  await window.page.executeScript('scrollTo(0, 0)')
  const gaps = await ran(inside.scroll)
  tell('scroll_20000_worst_frame', Math.max(...gaps), 'ms', 50, idle)
  tell('scroll_20000_p95_frame', at(gaps, 0.95), 'ms', undefined, idle)
  await rest()
  const after = await memory(window.driver.pid)
  tell('scroll_20000_grew', Math.max(0, after - before), 'MiB', 10)
  tell('memory', after, 'MiB', 320)
  await window.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}
