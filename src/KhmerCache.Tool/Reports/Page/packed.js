// What the page carries in packed form: base64 of zlib, and numbers in groups of seven bits.

/** The bytes in a script block. */
async function unpack(id) {
  const text = byId(id).textContent.trim();
  byId(id).remove();
  const packed = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads bytes and numbers one after another. */
class PackedReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.position = 0;
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = this.bytes[this.position++];
      value |= (next & 0x7f) << shift;
      if (next < 0x80) return value >>> 0;
    }
  }

  signed() {
    const value = this.number();
    return (value >>> 1) ^ -(value & 1);
  }

  numbers(count, Type) {
    const values = new Type(count);
    for (let i = 0; i < count; i++) values[i] = this.number();
    return values;
  }

  signeds(count) {
    const values = new Int32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.signed();
    return values;
  }

  take(length) {
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }
}

/** Where things of these lengths begin, one behind another, and the end of the last. */
function startsOf(lengths) {
  const starts = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = starts[i] + lengths[i];
  return starts;
}
