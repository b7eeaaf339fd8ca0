// The transport of the desktop app's window: the core is in the same process.
import { Channel, invoke, type InvokeArgs, type InvokeOptions } from '@tauri-apps/api/core'
import { Pictures } from './pictures'
import { Gone, Refusal, type Gives, type Name, type Takes, type Transport } from './transport'
import type { Look, Refused, Scanned, Topic } from './wire'

export class Shell implements Transport {
  readonly #pictures = new Pictures()

  call<N extends Name>(name: N, takes: Takes<N>): Promise<Gives<N>> {
    return ask('call', { name, takes })
  }

  listen(heard: (topics: Topic[]) => void): () => void {
    const channel = new Channel<Topic[]>(heard)
    void ask('listen', { heard: channel }).catch(() => undefined)
    return () => (channel.onmessage = () => undefined)
  }

  picture(sha256: string): Promise<string | undefined> {
    return this.#pictures.of(sha256, async () => new Blob([await ask<ArrayBuffer>('picture', { sha256 })], { type: 'image/png' }))
  }

  async still(file: Blob): Promise<Scanned[]> {
    return ask('still', await file.arrayBuffer())
  }

  addresses(handed: (address: string) => void): void {
    void ask('addresses', { handed: new Channel<string>(handed) }).catch(() => undefined)
  }

  open(address: string): void {
    void invoke('plugin:opener|open_url', { url: address })
  }

  frame(luma: Uint8Array<ArrayBuffer>, width: number, height: number): Promise<Look> {
    const at = Math.round(performance.now())
    return ask('frame', luma, { headers: { width: String(width), height: String(height), 'at-ms': String(at) } })
  }
}

/** A command that refuses says a code; anything else that comes back is no answer of the core. */
async function ask<T>(command: string, takes: InvokeArgs | ArrayBuffer, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(command, takes as InvokeArgs, options)
  } catch (refused) {
    if (typeof refused === 'object' && refused && 'code' in refused) throw new Refusal(refused as Refused)
    console.error(refused)
    throw new Gone(0)
  }
}
