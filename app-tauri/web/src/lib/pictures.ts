// Pictures that were asked for once in this run.
export class Pictures {
  readonly #known = new Map<string, Promise<string | undefined>>()

  /** An address that an image can show; `load` gives the bytes, or nothing where there are none yet. */
  async of(sha256: string, load: () => Promise<Blob | undefined>): Promise<string | undefined> {
    const known = this.#known.get(sha256)
    if (known) return known
    const asked = load()
      .then((bytes) => bytes && URL.createObjectURL(bytes))
      .catch(() => undefined)
    this.#known.set(sha256, asked)
    // What could not be had is asked for again when it is next on the screen.
    void asked.then((address) => address ?? this.#known.delete(sha256))
    return asked
  }
}
