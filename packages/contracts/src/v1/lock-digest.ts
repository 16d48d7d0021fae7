/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = 'a2d90b20250c9a90b393f3d72207f4316030e3f36aafd02bac97241643d435bf';
