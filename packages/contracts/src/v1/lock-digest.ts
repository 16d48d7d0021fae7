/** SHA-256 of contract.lock.json. Written by `pnpm contract lock`. */
export const lockDigest = 'f16a682a70568ff3358c6feaa59e4c94586f31c6ce5fbd61622cf2988bae82f8';
