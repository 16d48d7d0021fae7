/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = '9925b4c5f023e74a1981f4628824f53afd9d7fc1494a72bf83e24e923aa8c712';
