// What a screen shows stays true by itself: it is asked for again whenever something in the core changed.
import { onDestroy, untrack } from 'svelte'
import { Gone, Refusal, type Gives, type Name, type Takes, type Transport } from './transport'
import type { Refused } from './wire'

let transport: Transport
const shown = new Set<Live<Name>>()
/** The last answer of every question, so that going back shows at once what was there. */
const kept = new Map<string, unknown>()
const KEPT = 200

/** The core's own process is gone; every screen says the same then. */
export const link = $state({ gone: false })

export function start(over: Transport): void {
  transport = over
  let due = false
  transport.listen(() => {
    link.gone = false
    if (due) return
    due = true
    // Many changes of one moment are one look.
    requestAnimationFrame(() => {
      due = false
      for (const live of shown) void live.ask()
    })
  })
}

export const core = (): Transport => transport

export class Live<N extends Name> {
  now = $state.raw<Gives<N>>()
  refused = $state.raw<Refused>()
  #asked = 0
  readonly #name: N
  readonly #takes: () => Takes<N>

  constructor(name: N, takes: () => Takes<N>) {
    this.#name = name
    this.#takes = takes
  }

  async ask(): Promise<void> {
    const takes = this.#takes()
    const turn = ++this.#asked
    const key = this.recall()
    try {
      const gives = await transport.call(this.#name, takes)
      remember(key, gives)
      // An answer that a later question overtook is not shown.
      if (turn === this.#asked) this.put(gives)
    } catch (error) {
      if (turn === this.#asked) this.refused = refusedBy(error)
    }
  }

  /** Shows what the same question was answered before; gives the question's name. */
  recall(): string {
    const key = `${this.#name} ${JSON.stringify(this.#takes())}`
    if (kept.has(key)) this.now = kept.get(key) as Gives<N>
    return key
  }

  /** What an intent answered is newer than anything asked before it. */
  put(gives: Gives<N>): void {
    this.#asked++
    this.now = gives
    this.refused = undefined
  }
}

function remember(key: string, gives: unknown): void {
  kept.delete(key)
  kept.set(key, gives)
  const oldest = kept.keys().next().value
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
}

/** For a component: asked now, whenever `takes` changes, and whenever the core says so; forgotten with the component. */
export function live<N extends Name>(name: N, takes: () => Takes<N> = () => ({}) as Takes<N>): Live<N> {
  const made = new Live(name, takes)
  shown.add(made as unknown as Live<Name>)
  // Before the first drawing: what was here before stands at once, as tall as it was.
  untrack(() => made.recall())
  $effect(() => void made.ask())
  onDestroy(() => shown.delete(made as unknown as Live<Name>))
  return made
}

/** A refusal in the person's words; nothing where the core itself is gone, which the frame says for all. */
export function refusedBy(error: unknown): Refused | undefined {
  if (error instanceof Refusal) return error.refused
  if (error instanceof Gone) link.gone = true
  else console.error(error)
  return undefined
}

/** Nothing that was asked in another language or for another person is shown again. */
export function forget(): void {
  kept.clear()
}
