// Where the person is. The address after `#` is the whole truth: it can be kept, reloaded and gone back from.
export type Params = Record<string, string>

/** `/product/1` by `/product/:id` is `{ id: '1' }`; nothing where it is another page. */
export function match(pattern: string, path: string): Params | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  if (wanted.length !== given.length) return undefined
  const params: Params = {}
  for (const [at, part] of wanted.entries()) {
    const text = given[at] ?? ''
    if (part.startsWith(':')) {
      if (!text) return undefined
      try {
        params[part.slice(1)] = decodeURIComponent(text)
      } catch {
        return undefined
      }
    } else if (part !== text) return undefined
  }
  return params
}

const read = () => {
  const [path = '/', query = ''] = (location.hash.slice(1) || '/').split('?')
  return { path, query: new URLSearchParams(query) }
}

export const place = $state({ ...read(), moved: 0 })

/** How far each page was scrolled, by its depth in the history. */
const scrolled = new Map<string, number>()

addEventListener('hashchange', (event) => {
  scrolled.set(new URL(event.oldURL).hash, scrollY)
  Object.assign(place, read(), { moved: place.moved + 1 })
})

export const at = (path: string) => `#${path}`
export const go = (path: string) => void (location.hash = path)
export const replace = (path: string) => location.replace(`#${path}`)
export const back = (otherwise: string) => (history.length > 1 ? history.back() : go(otherwise))
export const whereItWas = () => scrolled.get(location.hash) ?? 0
