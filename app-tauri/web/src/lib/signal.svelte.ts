// What a desk hears and feels without looking: one sound for "let them in", others for "look here".
import type { Colour } from './wire'

const KEPT = 'desk'
interface Wishes {
  sound: boolean
  weigh: boolean
}

function read(): Wishes {
  try {
    return { sound: true, weigh: false, ...JSON.parse(localStorage.getItem(KEPT) ?? '{}') }
  } catch {
    return { sound: true, weigh: false }
  }
}

/** How this tablet's desk works; of no meaning anywhere else. */
export const wishes = $state(read())

export function wish(changed: Partial<Wishes>): void {
  Object.assign(wishes, changed)
  try {
    localStorage.setItem(KEPT, JSON.stringify(wishes))
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** Hertz, each for a tenth of a second, and how a hand feels it, ms. */
const SIGNALS: Record<Colour, { tones: number[]; shake: number[] }> = {
  green: { tones: [660, 990], shake: [60] },
  amber: { tones: [520, 520], shake: [60, 80, 60] },
  red: { tones: [220, 180, 150], shake: [250, 100, 250] },
  grey: { tones: [330], shake: [60, 80, 60] },
}

let speaker: AudioContext | undefined

export function signal(colour: Colour): void {
  const { tones, shake } = SIGNALS[colour]
  navigator.vibrate?.(shake)
  if (!wishes.sound || typeof AudioContext === 'undefined') return
  speaker ??= new AudioContext()
  // Silent until somebody has touched the page: browsers want it so.
  void speaker.resume().catch(() => undefined)
  let at = speaker.currentTime + 0.01
  for (const tone of tones) {
    const [voice, volume] = [speaker.createOscillator(), speaker.createGain()]
    voice.frequency.value = tone
    voice.type = colour === 'red' ? 'square' : 'sine'
    volume.gain.setValueAtTime(0.0001, at)
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.015)
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.12)
    voice.connect(volume).connect(speaker.destination)
    voice.start(at)
    voice.stop(at + 0.13)
    at += 0.11
  }
}
