// The transport of a browser: the bridge on this machine.
import { Gone, settle, type Gives, type Name, type Takes, type Transport } from './transport'
import { Pictures } from './pictures'
import type { Look, Scanned, Topic } from './wire'

const HEADER = 'x-petpro-token'

export class Http implements Transport {
  readonly #token: string
  readonly #pictures = new Pictures()

  /** The first address carries the token; it is taken out of the address bar and kept for this tab. */
  constructor(address: Location, kept: Storage) {
    const given = new URLSearchParams(address.search).get('token')
    if (given) {
      kept.setItem('token', given)
      history.replaceState(null, '', address.pathname + address.hash)
    }
    this.#token = kept.getItem('token') ?? ''
  }

  async call<N extends Name>(name: N, takes: Takes<N>): Promise<Gives<N>> {
    const body = JSON.stringify(takes)
    const answer = await this.#ask(`/invoke/${name}`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    return settle<Gives<N>>(await answer.json())
  }

  listen(heard: (topics: Topic[]) => void): () => void {
    // It opens itself again, and its first event is empty each time.
    const stream = new EventSource(`/events?token=${this.#token}`)
    stream.onmessage = (event) => heard(JSON.parse(event.data))
    return () => stream.close()
  }

  picture(sha256: string): Promise<string | undefined> {
    return this.#pictures.of(sha256, async () => {
      const answer = await this.#ask(`/picture/${sha256}`, {})
      return answer.status === 204 ? undefined : answer.blob()
    })
  }

  async still(file: Blob): Promise<Scanned[]> {
    return settle<Scanned[]>(await (await this.#ask('/still', { method: 'POST', body: file })).json())
  }

  async frame(luma: Uint8Array<ArrayBuffer>, width: number, height: number): Promise<Look> {
    const at = Math.round(performance.now())
    const path = `/frame?width=${width}&height=${height}&at_ms=${at}`
    return settle<Look>(await (await this.#ask(path, { method: 'POST', body: luma })).json())
  }

  addresses(): void {
    // A browser follows its own.
  }

  open(address: string): void {
    window.open(address, '_blank', 'noopener')
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, [HEADER]: this.#token }
    const answer = await fetch(path, { ...init, headers }).catch(() => undefined)
    if (!answer?.ok) throw new Gone(answer?.status ?? 0)
    return answer
  }
}
