// A file that is answered piece by piece while it is made. Told as JSON, it is its name and type.

export class Download {
  readonly contentType: string;
  readonly fileName: string;
  readonly #make: () => AsyncIterable<string>;

  constructor(contentType: string, fileName: string, make: () => AsyncIterable<string>) {
    this.contentType = contentType;
    this.fileName = fileName;
    this.#make = make;
  }

  /** For whoever sends it. Each call makes it anew. */
  pieces(): AsyncIterable<string> {
    return this.#make();
  }
}
