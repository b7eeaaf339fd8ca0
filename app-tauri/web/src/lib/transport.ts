// How the page reaches the core. Two ways, one interface: no screen knows which one it is.
import type { Commands, Look, Refused, Scanned, Topic } from './wire'

export type Name = keyof Commands
export type Takes<N extends Name> = Commands[N]['takes']
export type Gives<N extends Name> = Commands[N]['gives']

export interface Transport {
  /** Carries out a command. Throws a `Refusal` where the core refuses, and a `Gone` where nobody answers. */
  call<N extends Name>(name: N, takes: Takes<N>): Promise<Gives<N>>
  /** Calls back with what changed; with nothing whenever the connection is new, since events in between were missed. */
  listen(heard: (topics: Topic[]) => void): () => void
  /** An address that an image can show, or nothing. */
  picture(sha256: string): Promise<string | undefined>
  /** The codes of a picture file. */
  still(file: Blob): Promise<Scanned[]>
  /** Calls back with each address that the desktop hands over, those from before this call first. */
  addresses(handed: (address: string) => void): void
  /** Shows somebody else's page, a payment provider's, where the person has their own browser. */
  open(address: string): void
  /** The next frame of a camera: one byte a pixel. */
  frame(luma: Uint8Array<ArrayBuffer>, width: number, height: number): Promise<Look>
}

/** The core said no, in the person's words. */
export class Refusal extends Error {
  constructor(readonly refused: Refused) {
    super(refused.code)
  }
}

/** The core itself does not answer: the bridge was stopped, or its token is of an earlier run. */
export class Gone extends Error {
  constructor(readonly status: number) {
    super(`no answer (${status})`)
  }
}

/** What every call of either transport answers. */
type Answer<T> = { gives: T } | { refused: Refused }

export function settle<T>(answer: Answer<T>): T {
  if ('refused' in answer) throw new Refusal(answer.refused)
  return answer.gives
}

export async function connect(): Promise<Transport> {
  if ('__TAURI_INTERNALS__' in globalThis) {
    const { Shell } = await import('./shell')
    return new Shell()
  }
  const { Http } = await import('./http')
  return new Http(location, sessionStorage)
}
