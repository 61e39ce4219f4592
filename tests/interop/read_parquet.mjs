// Reads a Parquet export with npm's hyparquet, another implementation than the one that writes it, and prints a JSON object for each sample: pixels from the PNG
// file, by zlib alone.
//
//     node read_parquet.mjs FOLDER
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';

const folder = join(process.argv[2], 'data');

function pixelsOf(png) {
  const bytes = Buffer.from(png);
  const [width, height, depth, colour] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]];
  if (bytes.toString('latin1', 1, 4) !== 'PNG' || depth !== 8 || colour !== 0) throw new Error('not a PNG file of 8-bit grey');
  const data = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(data));
  const pixels = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    if (rows[y * (width + 1)] !== 0) throw new Error('a filter is not expected here');
    rows.copy(pixels, y * width, y * (width + 1) + 1, (y + 1) * (width + 1));
  }
  return { width, height, pixels };
}

for (const name of readdirSync(folder).sort()) {
  const file = await asyncBufferFromFile(join(folder, name));
  const metadata = await parquetMetadataAsync(file);
  const features = JSON.parse(metadata.key_value_metadata.find(entry => entry.key === 'huggingface').value).info.features;
  if (features.image._type !== 'Image') throw new Error('no feature that shows a picture');
  for (const row of await parquetReadObjects({ file, utf8: false })) {
    const { width, height, pixels } = pixelsOf(row.image.bytes);
    if (width !== row.width || height !== row.height) throw new Error(`${row.image.path} has another size than its row`);
    console.log(JSON.stringify({
      split: name.replace(/-\d{5}-of-\d{5}\.parquet$/, ''), text: row.text, font: row.font, width, height,
      pixels: createHash('sha256').update(pixels).digest('hex'),
    }));
  }
}
