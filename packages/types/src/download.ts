// What is answered piece by piece while it is made: a file, or a stream of events (`text/event-stream`). Told as JSON, a file is its
// name and type, and a stream its type.

export class Pieces {
  readonly contentType: string;
  readonly #make: () => AsyncIterable<string>;

  constructor(contentType: string, make: () => AsyncIterable<string>) {
    this.contentType = contentType;
    this.#make = make;
  }

  /** For whoever sends it. Each call makes it anew. */
  pieces(): AsyncIterable<string> {
    return this.#make();
  }
}

export class Download extends Pieces {
  readonly fileName: string;

  constructor(contentType: string, fileName: string, make: () => AsyncIterable<string>) {
    super(contentType, make);
    this.fileName = fileName;
  }
}
