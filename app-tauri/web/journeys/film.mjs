// A film of a pass, as a tablet's camera would see it: black modules on white, 4:2:0, uncompressed.
import { writeFile } from 'node:fs/promises'

const [WIDTH, HEIGHT, FRAMES] = [640, 480, 30]

/** Plays the code that an SVG path draws over a square of so many modules. */
export async function film(file, { size, path }) {
  const scale = Math.floor((HEIGHT - 40) / size)
  const [left, top] = [WIDTH, HEIGHT].map((all) => Math.floor((all - size * scale) / 2))
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235)
  for (const [x, y, width, height] of rectangles(path)) {
    for (let row = top + y * scale; row < top + (y + height) * scale; row++) {
      luma.fill(16, row * WIDTH + left + x * scale, row * WIDTH + left + (x + width) * scale)
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((WIDTH * HEIGHT) / 2, 128)])
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420mpeg2\n`)
  await writeFile(file, Buffer.concat([head, ...Array(FRAMES).fill(frame)]))
}

/** `M3 4h7v1h-7z` is [3, 4, 7, 1]. */
function rectangles(path) {
  const all = [...path.matchAll(/M(\d+)[ ,](\d+)h(\d+)v(\d+)h-\d+z/g)]
  if (all.length === 0) throw new Error(`no rectangles in ${path.slice(0, 60)}`)
  return all.map((found) => found.slice(1, 5).map(Number))
}
