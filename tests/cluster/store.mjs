// An object store on this machine, on a free port, for as long as its standard input is open: so it ends with whoever started it, however that one ends.
// node store.mjs s3rver | azurite. Prints its endpoint as the first line. What it keeps is gone with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0)).resume();

const stores = {
  // Credentials are S3RVER and S3RVER; it does not heed If-None-Match.
  async s3rver() {
    // It encrypts where a list goes on with DES, which OpenSSL has no more. What it takes for a key and a start is half of what AES does.
    const crypto = require('crypto');
    const twice = (bytes) => Buffer.concat([bytes, bytes]);
    for (const name of ['createCipheriv', 'createDecipheriv']) {
      const create = crypto[name];
      crypto[name] = (cipher, key, start) => (cipher === 'des' ? create('aes-128-cbc', twice(key), twice(start)) : create(cipher, key, start));
    }

    // S3 has no folders. Here a folder went with its last object, and where another object was being put into it just then, the server died of it.
    require('s3rver/lib/stores/filesystem').prototype.deleteObject = async function (bucket, key) {
      for (const part of ['object', 'object.md5', 'metadata.json']) rmSync(this.getResourcePath(bucket, key, part), { force: true });
    };

    const S3rver = require('s3rver');
    const folder = mkdtempSync(join(tmpdir(), 'khmercache-store-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const { port } = await new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder }).run();
    return `http://127.0.0.1:${port}`;
  },

  // Accounts and keys are those of AZURITE_ACCOUNTS.
  async azurite() {
    const options = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence', '--disableTelemetry', '--skipApiVersionCheck', '--silent'];
    process.argv = [process.argv[0], 'azurite-blob', ...options];
    return new Promise((resolve) => {
      const log = console.log;
      console.log = (...line) => {
        const listens = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(line.join(' '));
        if (listens) {
          console.log = log;
          resolve(listens[1]);
        }
      };
      require('azurite/dist/src/blob/main.js');
    });
  },
};

const start = stores[process.argv[2]];
if (!start) {
  console.error(`'${process.argv[2]}' is none of ${Object.keys(stores).join(' and ')}`);
  process.exit(1);
}

console.log(await start());
