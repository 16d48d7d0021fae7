/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = 'c4d2c063538ded4bc88efeedf0de9c0b26b36afa42141b75745632377434117a';
