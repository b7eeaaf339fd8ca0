// Scanners that are keyboards to the browser.

/** Between two letters of a scanner; hands are slower. */
const BURST_MS = 60
const LEAST = 6

/** Hears a scanner at the keyboard: it types a code faster than a hand does, and ends it with Enter. */
export function scannerAtKeyboard(heard: (text: string) => unknown): (event: KeyboardEvent) => void {
  let burst = ''
  let last = -Infinity
  return (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return
    if (event.timeStamp - last > BURST_MS) burst = ''
    last = event.timeStamp
    if (event.key === 'Enter' && burst.length >= LEAST) {
      event.preventDefault()
      heard(burst)
      burst = ''
    } else if (event.key.length === 1) burst += event.key
  }
}
