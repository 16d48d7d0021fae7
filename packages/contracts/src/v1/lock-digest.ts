/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = '72c38c756080f261d6ecd7a81dc9d67d7efc587a4d0a51138fe370ffdae4cd36';
