// The real window, on an X server of its own, driven by WebKit's own WebDriver.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Builder, By, Capabilities, until } from 'selenium-webdriver'
import { ended, need } from './world.mjs'

const PATIENCE = 20_000

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

async function display() {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await once(createInterface(child.stdio[3]), 'line')
  return { child, name: `:${number.trim()}` }
}

/** The app of one person on one machine: its store and its desktop's folders lie below `folder`. */
export class Window {
  /** What its page complained about: nothing, in a good journey. */
  complaints = []

  static async open(folder, server, { lang = 'en', address, env = {} } = {}) {
    const window = new Window()
    await mkdir(folder, { recursive: true })
    window.screen = await display()
    const port = await freePort()
    window.driver = spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], {
      env: {
        PATH: process.env.PATH,
        DISPLAY: window.screen.name,
        GDK_BACKEND: 'x11',
        HOME: folder,
        LANG: 'C.UTF-8',
        // No session bus: the window must open where a desktop has none.
        NO_AT_BRIDGE: '1',
        TAURI_AUTOMATION: 'true',
        TAURI_WEBVIEW_AUTOMATION: 'true',
        PETPRO_DATA: path.join(folder, 'store'),
        PETPRO_SERVER: server,
        PETPRO_LANG: lang,
        PETPRO_LOG: 'petpro_window=debug',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const heard = (line) => /^CONSOLE .*(ERROR|WARN)/.test(line) && window.complaints.push(line)
    createInterface(window.driver.stdout).on('line', heard)
    const url = `http://127.0.0.1:${port}`
    await answers(`${url}/status`)
    const wanted = new Capabilities()
    wanted.set('browserName', 'wry') // what the web view calls itself to its driver
    wanted.set('webkitgtk:browserOptions', { binary: need('PETPRO_APP'), args: address ? [address] : [] })
    try {
      window.page = await new Builder().usingServer(url).withCapabilities(wanted).build()
    } catch (error) {
      await window.close()
      throw error
    }
    return window
  }

  /** An element by its tag that says this, or is called this. */
  see(tag, text) {
    const said = JSON.stringify(text)
    const found = By.xpath(`//${tag}[contains(normalize-space(.), ${said}) or contains(@aria-label, ${said})]`)
    return this.page.wait(until.elementLocated(found), PATIENCE, `a ${tag} with ${said}`)
  }

  async press(text) {
    const way = await this.see('*[self::a or self::button]', text)
    await this.page.wait(until.elementIsEnabled(way), PATIENCE)
    await this.page.executeScript('arguments[0].scrollIntoView({ block: "center" })', way)
    await way.click()
  }

  async type(label, text) {
    const id = await (await this.see('label', label)).getAttribute('for')
    await this.page.findElement(By.id(id)).sendKeys(text)
  }

  /** An address of the page, as a link would open it. */
  async go(hash) {
    await this.page.executeScript('location.hash = arguments[0]', hash)
  }

  async close() {
    await this.page?.quit().catch(() => undefined)
    await ended(this.driver)
    await ended(this.screen.child)
  }
}

async function answers(url) {
  const end = Date.now() + PATIENCE
  for (;;) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return
    if (Date.now() > end) throw new Error(`${url} does not answer`)
    await new Promise((later) => setTimeout(later, 25))
  }
}
